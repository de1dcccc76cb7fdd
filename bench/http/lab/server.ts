/**
 * The plain program that the website is compared with: what its packages come to in an evening. Sessions, a database and templates,
 * and neither form tokens, policies, a log, languages, rights nor limits.
 *
 * Environment: DATABASE_URL and REDIS_URL. Sends `{ port }` to its parent.
 */
import type { AddressInfo } from 'node:net';
import { RedisStore } from 'connect-redis';
import { desc, eq, ilike } from 'drizzle-orm';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import express from 'express';
import session from 'express-session';
import helmet from 'helmet';
import nunjucks from 'nunjucks';
import postgres from 'postgres';
import { createClient } from 'redis';

declare module 'express-session' {
  interface SessionData {
    labUser: string;
  }
}

const { DATABASE_URL = '', REDIS_URL = '' } = process.env;
const PAGE_SIZE = 20;
const users = pgTable('users', { id: uuid().primaryKey(), email: text().notNull() });
const rooms = pgTable('rooms', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  ownerId: uuid('owner_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
});
const db = drizzle(postgres(DATABASE_URL, { max: 10 }));
const redis = createClient({ url: REDIS_URL });
await redis.connect();

const app = express();
app.set('env', 'production');
const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(`${import.meta.dirname}/views`), {
  autoescape: true,
});
environment.addFilter('day', (date: Date) => date.toISOString().slice(0, 10));
environment.express(app);
app.use(helmet());
app.use(
  session({
    store: new RedisStore({ client: redis, prefix: 'lab:' }),
    secret: 'a secret of the benchmarks alone',
    resave: false,
    saveUninitialized: false,
  }),
);
app.post('/as/:id', (req, res) => {
  req.session.labUser = req.params.id;
  res.json({ ok: true });
});
app.use(async (req, res, next) => {
  const [person] = await db
    .select()
    .from(users)
    .where(eq(users.id, req.session.labUser ?? ''));
  Object.assign(res.locals, { person });
  next();
});
app.get('/', async (_req, res) => {
  const mine = await db
    .select()
    .from(rooms)
    .where(eq(rooms.ownerId, res.locals.person?.id ?? ''))
    .orderBy(desc(rooms.id))
    .limit(PAGE_SIZE);
  res.render('home.njk', { rooms: mine });
});
app.get('/search', async (req, res) => {
  const found = await db
    .select()
    .from(rooms)
    .where(ilike(rooms.name, `%${req.query.q}%`))
    .orderBy(desc(rooms.id))
    .limit(PAGE_SIZE);
  res.render('home.njk', { rooms: found });
});
app.get('/chat/:id', async (req, res) => {
  const [room] = await db.select().from(rooms).where(eq(rooms.id, req.params.id));
  res.render('room.njk', { room });
});
app.get('/users/me', (_req, res) => {
  res.json(res.locals.person);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
