import { randomBytes } from 'node:crypto';
import type { Features } from '../../src/website/features.ts';
import { pageRoutes } from '../../src/website/page-routes.ts';
import type { Mailbox } from '../outside/mailbox.ts';
import { tokenIn } from '../outside/mailbox.ts';
import type { ForgingProvider } from '../outside/providers/forging-provider.ts';
import { goToProvider, linkAll } from '../outside/providers/journey.ts';
import { Authenticator } from '../people/authenticator.ts';
import { passkeyFor } from '../people/passkeys.ts';
import { Program } from '../people/program.ts';
import { Visitor } from '../people/visitor.ts';
import type { TestSite } from '../website.ts';
import { INPUT } from './inputs.ts';
import { MEMBERS, QUERY } from './queries.ts';
import { roomStateFor } from './room-state.ts';

/** A site at https://lantern.test with mail, a provider called `club`, and somebody who sells memberships. */
type World = {
  site: Pick<TestSite, 'url' | 'parts' | 'clock'>;
  mailbox: Mailbox;
  club: ForgingProvider;
  /** The locale that all accounts have chosen; absent: none has, and browsers ask for English. */
  locale?: string;
};

/** Calls that take a room token. */
const FOR_ROOMS = ['POST /commands', 'GET /auth/room-token'];

/** Stands for the features while the table of routes is made: it looks them up, and calls none. */
const anything: Features & Parameters<typeof pageRoutes>[1] = new Proxy(() => {}, {
  get: () => anything,
}) as never;

/** Every page: method, path, guard. */
export const pageTable = pageRoutes(anything, anything);

/**
 * @returns makes a superuser with a room, a role and somebody to act on, all new: what one request ends the next one has again
 */
export function routeFixtures(world: World) {
  const { site, club, locale = 'en' } = world;
  const { parts } = site;
  const headers = { 'accept-language': locale };
  return async (call: string) => {
    const name = () => randomBytes(6).toString('hex');
    const password = `Ромашка 7 ${name()}`;
    const register = async () => {
      const email = `${name()}@example.org`;
      const reply = await new Program(site.url).post('/auth/register', { email, password }, headers);
      if (locale !== 'en')
        await parts.connection.query('update users set locale = $2 where email = $1', [email, locale]);
      await new Program(site.url).post('/auth/login', { email, password });
      return { email, id: String(reply.body.id) };
    };
    const [{ email, id }, other] = [await register(), await register()];
    await parts.connection.query('update user_service set is_superuser = true where user_id = $1', [id]);
    const program = new Program(site.url);
    await program.signInAs({ email, password });
    const phone = await program.enrol(site.clock);
    const room = await program.post('/rooms', { name: name() });
    const pass = await program.post(`/rooms/${room.body.id}/token`);
    await program.post('/kv/write', { data: { kept: 1 } });
    const role = await program.post('/roles', { name: name(), permissions: [] });
    const link = await program.post(`/users/${other.id}/password-reset`);
    const reset = new URL(link.body.url).searchParams.get('token') ?? '';
    const [visitor, elsewhere] = [new Visitor(site.url, headers), new Visitor(site.url, headers)];
    for (const browser of [visitor, elsewhere]) {
      await browser.submit('/login', '/login', { email, password });
      await browser.submit('/login/code', '/login/code', { code: phone.next() });
    }
    const stranger = new Visitor(site.url, headers);
    if (call === 'POST /login/code') await stranger.submit('/login', '/login', { email, password });
    await linkAll(parts, club.issuer, [id, other.id]);
    club.person = { sub: call.endsWith('/callback') ? other.id : name() };
    const back = await goToProvider(stranger, '/oauth/club');
    if (call.endsWith('/signup/provider')) await stranger.get(back);
    const { body: unfinished } = await new Program(site.url).post('/auth/login', { email, password });
    const { body: setup } = await program.post('/users/me/two-factor', {
      current_password: password,
      code: phone.next(),
    });

    const { id: passkey, credential } = await passkeyFor(call, { visitor, stranger, password });
    const mailed = await emailLinkFor(world, call, { program, password });
    if (call.endsWith('/portal')) await program.post('/membership/checkout');
    const invites = await invitesFor(site.url, call, {
      program,
      room: room.body.id,
      other: { email: other.email, password },
    });
    // Of a browser; this program's own stands first.
    const sessions = await program.get('/users/me/sessions');
    const session = sessions.body.items[1].id;
    const ids: Record<string, string> = {
      room: room.body.id,
      role: role.body.id,
      user: other.id,
      session,
      reset,
      link: mailed,
      passkey,
      provider: 'club',
      ...invites,
    };
    const [method = '', path = ''] = call.split(' ');
    const fill = (text: string) => text.replace(/:(\w+)/g, (_, name) => ids[name] ?? '');
    const there = call === 'GET /oauth/:provider/callback' ? back : fill(path + (QUERY[call] ?? ''));
    const filled = { method, path: there };
    if (MEMBERS.has(call))
      await parts.connection.query('update user_service set is_superuser = false where user_id = $1', [id]);
    if (FOR_ROOMS.includes(call)) program.token = pass.body.token;
    const login = await roomStateFor(parts, call, { room: room.body.id, owner: id, other: other.id });
    const code = phone.next();
    const input = INPUT[call]?.({
      name: name(),
      password,
      email,
      member: other.email,
      user: other.id,
      role: role.body.id,
      reset,
      link: mailed,
      pending: unfinished.pending_token,
      code,
      newCode: new Authenticator(setup.secret, site.clock).code(),
      credential,
      invited: invites.token,
      login,
    });
    return { program, visitor, stranger, person: { id, email, password, code }, filled, input };
  };
}

/** An invite to a room, and the token of one to somebody else's, for what takes them. */
async function invitesFor(
  site: string,
  call: string,
  { program, room, other }: { program: Program; room: string; other: { email: string; password: string } },
): Promise<{ invite: string; token: string }> {
  if (!call.includes('/invite')) return { invite: '', token: '' };
  const { body: own } = await program.post(`/rooms/${room}/invites`, {});
  const host = new Program(site);
  await host.signInAs(other);
  const { body: theirs } = await host.post('/rooms', { name: randomBytes(6).toString('hex') });
  const { body: toTheirs } = await host.post(`/rooms/${theirs.id}/invites`, {});
  return { invite: own.id, token: toTheirs.url.split('/').at(-1) };
}

/** The token of a link that is mailed about an address, for what takes one. */
async function emailLinkFor(
  { site, mailbox }: World,
  call: string,
  { program, password }: { program: Program; password: string },
): Promise<string> {
  if (!/\/email\/(confirm|undo)$/.test(call)) return '';
  const email = `${randomBytes(6).toString('hex')}@example.org`;
  await program.call('PATCH', '/users/me', { email, current_password: password });
  const token = tokenIn(await mailbox.next('your new e-mail'));
  if (call.endsWith('/confirm')) return token;
  await new Program(site.url).post('/auth/email/confirm', { token });
  return tokenIn(await mailbox.next('your e-mail was changed'));
}
