import { STORED_KEY } from './queries.ts';

/** What there is to be sent: somebody's own, and what was made for them. */
export type Given = {
  name: string;
  password: string;
  email: string;
  /** The e-mail of somebody without a second factor. */
  member: string;
  /** The id of the same. */
  user: string;
  role: string;
  /** The username of somebody else. */
  login: string;
  /** The token of a link for a new password. */
  reset: string;
  /** Of a link that was mailed about an address. */
  link: string;
  /** Of a sign-in that lacks its code. */
  pending: string;
  code: string;
  /** Of an app that is being set up. */
  newCode: string;
  /** What an authenticator answered. */
  credential: string;
  /** The token of an invite to somebody else's room. */
  invited: string;
};

const proof = ({ password }: Given) => ({ current_password: password });
const proofAndCode = ({ password, code }: Given) => ({ current_password: password, code });

/** What is sent where something has to be. `name` is new each time, `password` the person's own. */
export const INPUT: Record<string, (given: Given) => object> = {
  'POST /auth/register': ({ name, password }) => ({ email: `${name}@example.org`, password }),
  'POST /auth/login': ({ member, password }) => ({ email: member, password }),
  'POST /auth/login/code': ({ pending, code }) => ({ pending_token: pending, code }),
  'POST /users/me/two-factor': proofAndCode,
  'PUT /users/me/two-factor': ({ newCode }) => ({ code: newCode }),
  'DELETE /users/me/two-factor': proofAndCode,
  'POST /users/me/two-factor/recovery-codes': proofAndCode,
  'POST /login/code': ({ code }) => ({ code }),
  'POST /settings/two-factor': proofAndCode,
  'POST /settings/two-factor/confirm': ({ newCode }) => ({ code: newCode }),
  'POST /settings/two-factor/recovery-codes': proofAndCode,
  'POST /settings/two-factor/off': proofAndCode,
  'POST /login/passkey': ({ credential }) => ({ credential }),
  'POST /settings/confirm/passkey': ({ credential }) => ({ credential }),
  'POST /settings/display': () => ({ theme: 'dark', clock: '24', alerts: 'mentions' }),
  'POST /settings/passkeys': ({ credential }) => ({ credential }),
  'POST /settings/passkeys/new': proof,
  'POST /settings/passkeys/:passkey/rename': ({ name }) => ({ name }),
  'POST /settings/passkeys/:passkey/remove': proof,
  'PATCH /users/me/passkeys/:passkey': ({ name }) => ({ name }),
  'DELETE /users/me/passkeys/:passkey': proof,
  'POST /auth/forgot-password': ({ email }) => ({ email }),
  'POST /auth/reset-password': ({ reset, password }) => ({ token: reset, password }),
  'POST /auth/reset-password/ways-in': ({ reset }) => ({ token: reset }),
  'POST /auth/email/confirm': ({ link }) => ({ token: link }),
  'POST /auth/email/undo': ({ link }) => ({ token: link }),
  'POST /email/confirm': ({ link }) => ({ token: link }),
  'POST /email/undo': ({ link }) => ({ token: link }),
  'POST /forgot-password': ({ email }) => ({ email }),
  'POST /password-reset': ({ reset, password }) => ({ token: reset, password }),
  'PATCH /users/me': () => ({ first_name: 'Анна' }),
  'PUT /users/me/password': ({ password }) => ({ current_password: password, new_password: `${password}!` }),
  'DELETE /users/me': proof,
  'DELETE /users/me/social-accounts/:provider': proof,
  'POST /settings/social-accounts/:provider': proof,
  'POST /settings/social-accounts/:provider/unlink': proof,
  'POST /signup/provider': ({ name }) => ({ email: `${name}@example.org` }),
  'POST /settings/delete': ({ password }) => ({ current_password: password, understood: 'yes' }),
  'POST /roles': ({ name }) => ({ name, permissions: [] }),
  'PATCH /roles/:role': ({ name }) => ({ name, permissions: ['people.view'] }),
  'POST /rooms': ({ name }) => ({ name }),
  'POST /rooms/:room/invites': () => ({}),
  'POST /invites/look': ({ invited }) => ({ token: invited }),
  'POST /invites/accept': ({ invited }) => ({ token: invited }),
  'POST /invite/:token': () => ({ way: 'signup' }),
  'POST /chat/:room/invites': () => ({ expires_in: '3600', max_uses: '' }),
  'PUT /rooms/:room/transfer': ({ user }) => ({ user_id: user }),
  'POST /chat/:room/settings': ({ name }) => ({
    name,
    description: 'Tea and talk',
    visibility: 'listed',
    entry: 'everybody',
  }),
  'POST /chat/:room/transfer': ({ login }) => ({ login }),
  'POST /commands': () => ({ text: '/who' }),
  'PATCH /rooms/:room': () => ({ restriction: 'rooms.enter_restricted' }),
  'POST /admin/rooms/:room/restriction': () => ({ restriction: 'rooms.enter_restricted' }),
  'POST /rooms/:room/removals': ({ user }) => ({ user_id: user, reason: 'Enough' }),
  'POST /rooms/:room/bans': ({ user }) => ({ user_id: user, seconds: 600, reason: 'Enough' }),
  'POST /rooms/:room/mutes': ({ user }) => ({ user_id: user, seconds: 600, reason: 'Enough' }),
  'PUT /rooms/:room/slow-mode': () => ({ seconds: 30 }),
  'POST /chat/:room/moderation/remove': ({ user }) => ({ user }),
  'POST /chat/:room/moderation/ban': ({ user }) => ({ user, seconds: '600', reason: 'Enough' }),
  'POST /chat/:room/moderation/mute': ({ user }) => ({ user, seconds: '600', reason: 'Enough' }),
  'POST /chat/:room/moderation/lift-ban': ({ user }) => ({ user }),
  'POST /chat/:room/moderation/lift-mute': ({ user }) => ({ user }),
  'POST /chat/:room/moderation/name-moderator': ({ user }) => ({ user }),
  'POST /chat/:room/moderation/withdraw-moderator': ({ user }) => ({ user }),
  'POST /chat/:room/moderation/slow-mode': () => ({ seconds: '30' }),
  'POST /kv/write': ({ name }) => ({ data: { [name]: [1] } }),
  'POST /kv/read': () => ({ keys: ['kept'] }),
  'POST /kv/delete': () => ({ keys: ['kept'] }),
  'POST /settings/data/delete': () => ({ key: STORED_KEY }),
  'POST /signup': ({ name, password }) => ({ email: `${name}@example.org`, password }),
  'POST /login': ({ member, password }) => ({ email: member, password }),
  'POST /locale': () => ({ locale: 'en' }),
  'POST /settings': ({ email }) => ({ email, login: '', first_name: 'Анна', last_name: '', locale: '' }),
  'POST /settings/password': ({ password }) => ({ current_password: password, new_password: `${password}!` }),
  'POST /chat': ({ name }) => ({ name }),
  'POST /chat/:room/star': () => ({ starred: 'yes' }),
  'POST /admin/roles': ({ name }) => ({ name, permissions: 'people.view' }),
  'POST /admin/roles/:role': ({ name }) => ({ name, permissions: 'people.view' }),
  'POST /admin/people/:user/roles': ({ role }) => ({ role }),
};
