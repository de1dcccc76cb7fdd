import { type RequestHandler, Router } from 'express';
import { accountApi } from '../accounts/api.ts';
import { commandApi } from '../commands/api.ts';
import { emailApi } from '../email/api.ts';
import { LanternError } from '../errors.ts';
import { unlessAborted } from '../http/answer-deadline.ts';
import { type ApiCall, answersAsApi, guardedBody, jsonBodies } from '../http/api/api-call.ts';
import { bearer, roomBearer } from '../http/api/bearer.ts';
import { otherMethod } from '../http/api/other-method.ts';
import { wellFormedIds } from '../http/api/path-ids.ts';
import type { BodyReader } from '../http/bodies.ts';
import { everyone } from '../http/session/current-user.ts';
import { inviteApi } from '../invites/api.ts';
import { kvApi } from '../kv/api.ts';
import type { Limit } from '../limits/limits.ts';
import { membershipApi, stripeWebhook } from '../membership/api.ts';
import { moderationApi } from '../moderation/api.ts';
import { passkeyApi } from '../passkeys/api.ts';
import { passwordResetApi } from '../password-reset/api.ts';
import { peopleApi } from '../people/api.ts';
import type { Permission } from '../permissions.ts';
import { roleApi } from '../roles/api.ts';
import { roomMemberApi } from '../room-members/api.ts';
import { roomSettingsApi } from '../room-settings/api.ts';
import { roomApi } from '../rooms/api.ts';
import { sessionApi } from '../sessions/api.ts';
import { socialApi } from '../social/api.ts';
import { starApi } from '../stars/api.ts';
import { tokenApi } from '../tokens/api.ts';
import type { TokenService } from '../tokens/index.ts';
import { twoFactorApi } from '../two-factor/api.ts';
import { weatherApi } from '../weather/api.ts';
import { byFirstSegment } from './by-first-segment.ts';
import type { Features } from './features.ts';

/**
 * Who may call:
 * - `everyone`: any client
 * - `bearer`: an access token
 * - `room`: a room token
 * - a permission: an access token of an account that has it
 * - a list of permissions: the same, with one of them
 */
type ApiAccess = 'everyone' | 'bearer' | 'room' | Permission | readonly [Permission, ...Permission[]];
export type ApiRoute = [
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  access: ApiAccess,
  call: ApiCall,
];

/** What the API alone answers for: below these nothing has a session, and nothing is a page. */
const ROOTS = [
  'auth',
  'users',
  'roles',
  'rooms',
  'kv',
  'commands',
  'weather',
  'membership',
  'webhooks',
  'invites',
];

/** Passes what is asked below the roots of the API to these handlers, and nothing else. */
export function belowRoots(...handlers: RequestHandler[]): RequestHandler {
  const router = Router().use(...handlers);
  return byFirstSegment(new Map(ROOTS.map((root) => [root, router])));
}

/** Every call of the API: path → access → call. */
export function apiRoutes(features: Features): ApiRoute[] {
  const accounts = accountApi(features);
  const emails = emailApi(features.emails);
  const people = peopleApi(features);
  const roles = roleApi(features.roles);
  const rooms = roomApi(features.rooms);
  const roomMembers = roomMemberApi(features);
  const roomSettings = roomSettingsApi(features);
  const moderation = moderationApi(features);
  const stars = starApi(features.stars);
  const sessions = sessionApi(features.sessions);
  const passkeys = passkeyApi(features);
  const resets = passwordResetApi(features);
  const social = socialApi(features);
  const tokens = tokenApi(features);
  const twoFactor = twoFactorApi(features);
  const invites = inviteApi(features);
  const kv = kvApi(features);
  const membership = membershipApi(features.memberships);
  const weather = weatherApi(features.weather);
  return [
    ['post', '/auth/register', 'everyone', accounts.register],
    ['post', '/auth/login', 'everyone', tokens.signIn],
    ['post', '/auth/login/code', 'everyone', tokens.signInCode],
    ['post', '/auth/refresh', 'everyone', tokens.refresh],
    ['post', '/auth/logout', 'bearer', tokens.signOut],
    ['post', '/auth/logout-everywhere', 'bearer', tokens.signOutEverywhere],
    ['get', '/auth/room-token', 'room', tokens.checkRoomToken],
    ['post', '/auth/forgot-password', 'everyone', resets.forgot],
    ['post', '/auth/reset-password', 'everyone', resets.reset],
    ['post', '/auth/reset-password/ways-in', 'everyone', resets.waysIn],
    ['post', '/auth/email/confirm', 'everyone', emails.confirm],
    ['post', '/auth/email/undo', 'everyone', emails.undo],
    ['get', '/users/me', 'bearer', accounts.me],
    ['patch', '/users/me', 'bearer', accounts.change],
    ['delete', '/users/me', 'bearer', accounts.delete],
    ['post', '/users/me/email/verification', 'bearer', emails.sendVerification],
    ['delete', '/users/me/email/pending', 'bearer', emails.cancelChange],
    ['put', '/users/me/password', 'bearer', accounts.changePassword],
    ['get', '/users/me/two-factor', 'bearer', twoFactor.state],
    ['post', '/users/me/two-factor', 'bearer', twoFactor.begin],
    ['put', '/users/me/two-factor', 'bearer', twoFactor.confirm],
    ['delete', '/users/me/two-factor', 'bearer', twoFactor.turnOff],
    ['post', '/users/me/two-factor/recovery-codes', 'bearer', twoFactor.newRecoveryCodes],
    ['get', '/users/me/passkeys', 'bearer', passkeys.list],
    ['patch', '/users/me/passkeys/:passkey', 'bearer', passkeys.rename],
    ['delete', '/users/me/passkeys/:passkey', 'bearer', passkeys.remove],
    ['get', '/users/me/social-accounts', 'bearer', social.list],
    ['delete', '/users/me/social-accounts/:provider', 'bearer', social.unlink],
    ['get', '/users/me/sign-ins', 'bearer', accounts.signIns],
    ['get', '/users/me/sessions', 'bearer', sessions.list],
    ['delete', '/users/me/sessions/:session', 'bearer', sessions.end],
    ['get', '/users/me/permissions', 'bearer', roles.mine],
    ['get', '/users', 'people.view', people.list],
    ['get', '/users/:user', 'people.view', people.get],
    ['get', '/users/:user/sign-ins', 'people.view', people.signIns],
    ['put', '/users/:user/disabled', 'people.disable', people.disable],
    ['delete', '/users/:user/disabled', 'people.disable', people.enable],
    ['post', '/users/:user/sign-out', 'people.disable', people.signOut],
    ['post', '/users/:user/password-reset', 'people.reset_password', resets.makeLink],
    ['get', '/users/:user/permissions', 'people.view', roles.ofUser],
    ['put', '/users/:user/roles/:role', 'roles.assign', roles.assign],
    ['delete', '/users/:user/roles/:role', 'roles.assign', roles.takeAway],
    ['get', '/roles', ['roles.manage', 'roles.assign'], roles.list],
    ['post', '/roles', 'roles.manage', roles.create],
    ['get', '/roles/:role', ['roles.manage', 'roles.assign'], roles.get],
    ['patch', '/roles/:role', 'roles.manage', roles.change],
    ['delete', '/roles/:role', 'roles.manage', roles.delete],
    ['get', '/rooms', 'bearer', rooms.list],
    ['post', '/rooms', 'bearer', rooms.create],
    ['get', '/rooms/:room', 'bearer', roomSettings.get],
    ['patch', '/rooms/:room', 'bearer', roomSettings.change],
    ['delete', '/rooms/:room', 'bearer', rooms.delete],
    ['put', '/rooms/:room/star', 'bearer', stars.star],
    ['delete', '/rooms/:room/star', 'bearer', stars.unstar],
    ['post', '/rooms/:room/token', 'bearer', tokens.roomToken],
    ['post', '/rooms/:room/removals', 'bearer', moderation.remove],
    ['get', '/rooms/:room/bans', 'bearer', moderation.bans],
    ['post', '/rooms/:room/bans', 'bearer', moderation.ban],
    ['delete', '/rooms/:room/bans/:user', 'bearer', moderation.liftBan],
    ['get', '/rooms/:room/mutes', 'bearer', moderation.mutes],
    ['post', '/rooms/:room/mutes', 'bearer', moderation.mute],
    ['delete', '/rooms/:room/mutes/:user', 'bearer', moderation.liftMute],
    ['get', '/rooms/:room/moderators', 'bearer', moderation.moderators],
    ['put', '/rooms/:room/moderators/:user', 'bearer', moderation.nameModerator],
    ['delete', '/rooms/:room/moderators/:user', 'bearer', moderation.withdrawModerator],
    ['put', '/rooms/:room/slow-mode', 'bearer', moderation.slowMode],
    ['get', '/rooms/:room/log', 'bearer', moderation.log],
    ['get', '/rooms/:room/people/:user', 'bearer', moderation.card],
    ['put', '/rooms/:room/transfer', 'bearer', roomSettings.offer],
    ['delete', '/rooms/:room/transfer', 'bearer', roomSettings.withdrawOffer],
    ['post', '/rooms/:room/transfer/accept', 'bearer', roomSettings.acceptOffer],
    ['get', '/rooms/:room/members', 'bearer', roomMembers.list],
    ['delete', '/rooms/:room/members/me', 'bearer', roomMembers.leave],
    ['delete', '/rooms/:room/members/:user', 'bearer', roomMembers.remove],
    ['get', '/rooms/:room/invites', 'bearer', invites.list],
    ['post', '/rooms/:room/invites', 'bearer', invites.create],
    ['delete', '/rooms/:room/invites/:invite', 'bearer', invites.revoke],
    ['post', '/invites/look', 'everyone', invites.look],
    ['post', '/invites/accept', 'bearer', invites.accept],
    ['post', '/kv/write', 'bearer', kv.write],
    ['post', '/kv/read', 'bearer', kv.read],
    ['post', '/kv/delete', 'bearer', kv.delete],
    ['get', '/kv', 'bearer', kv.list],
    ['get', '/kv/usage', 'bearer', kv.usage],
    ['get', '/weather', 'bearer', weather.get],
    ['get', '/membership', 'bearer', membership.mine],
    ['post', '/membership/checkout', 'bearer', membership.checkout],
    ['post', '/membership/portal', 'bearer', membership.portal],
    ['post', '/commands', 'room', commandApi(features.commands).run],
  ];
}

/**
 * Mounts what other services call. They sign what they send byte by byte, so nothing may have read it before; they have no
 * session and no token.
 */
export function webhooks({ memberships }: Features, bodies: BodyReader): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const webhook = stripeWebhook(memberships);
  router.post('/webhooks/stripe', answersAsApi, webhook.mayBeRead, bodies.webhookBody, webhook.handle);
  router.all('/webhooks/stripe', answersAsApi, otherMethod(['POST']));
  return router;
}

/**
 * Mounts the calls. It knows neither cookies nor sessions: who calls is in the `Authorization` header or nowhere, so
 * another site's page cannot call in somebody's name. A body is read when its token was found good; after one that was
 * waited for the token is looked at again.
 */
export function api(table: ApiRoute[], tokens: TokenService, bodies: BodyReader): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use(answersAsApi);
  for (const [method, path, access, { handle, limit, raw }] of table)
    router[method](
      path,
      guardFor(access, tokens, limit),
      unlessAborted,
      guardedBody(jsonBodies(bodies, raw), guardFor(access, tokens)),
      unlessAborted,
      ...(path.includes(':') ? [wellFormedIds] : []),
      handle,
    );
  for (const [path, routes] of Map.groupBy(table, (route) => route[1]))
    router.all(path, otherMethod(routes.map(([method]) => method.toUpperCase())));
  router.use((_req, _res, next) => next(new LanternError('call_not_found')));
  return router;
}

function guardFor(access: ApiAccess, tokens: TokenService, limit?: Limit): RequestHandler {
  if (access === 'everyone') return everyone;
  return access === 'room' ? roomBearer(tokens) : bearer(tokens, rightsFor(access), limit);
}

/** @returns the rights of which one lets somebody pass; none where none is asked for */
export function rightsFor(access: ApiAccess): readonly Permission[] {
  if (access === 'everyone' || access === 'bearer' || access === 'room') return [];
  return typeof access === 'string' ? [access] : access;
}
