/** The site's pages with nothing around them, to compare with: Express, the same templates, and data from memory. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { commands } from '../../../web/src/commands/commands.ts';
import { readAssets } from '../../../web/src/http/pages/assets.ts';
import { localeByHeader } from '../../../web/src/http/pages/locale.ts';
import { views } from '../../../web/src/http/pages/views.ts';
import { LOCALES, type Locale } from '../../../web/src/locales/locales.ts';
import type { PageData } from './data.ts';

const { person, home, room } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'), (key, value) =>
  key === 'createdAt' ? new Date(value) : value,
) as PageData;

const app = express();
app.set('env', 'production');
views(app, readAssets());
app.use(localeByHeader(LOCALES[0] as Locale));
app.use((req, res, go) => {
  Object.assign(res.locals, {
    person,
    personName: 'somebody',
    path: req.originalUrl,
    cspNonce: 'AAAAAAAAAAAAAAAAAAAAAA==',
    csrf: () => 'AAAAAAAA-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  });
  go();
});
app.get('/', (_req, res) => res.render('home/views/home.njk', home));
app.get('/chat/:room', (_req, res) => res.render('rooms/views/room.njk', { ...room, commands }));
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
