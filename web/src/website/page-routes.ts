import { type RequestHandler, Router } from 'express';
import { accountPages } from '../accounts/pages.ts';
import { adminPages } from '../admin/pages.ts';
import { emailPages } from '../email/pages.ts';
import { homePages } from '../home/pages.ts';
import { unlessAborted } from '../http/answer-deadline.ts';
import { docs } from '../http/api/docs.ts';
import { errorCataloguePage } from '../http/api/error-catalogue.ts';
import { otherMethod } from '../http/api/other-method.ts';
import { wellFormedIds } from '../http/api/path-ids.ts';
import { saysChatUnreachable } from '../http/pages/chat-warning.ts';
import { localPath } from '../http/pages/local-path.ts';
import { chooseLocale } from '../http/pages/locale.ts';
import { csrf } from '../http/session/csrf.ts';
import { everyone, type PageGuard, permitted, signedIn } from '../http/session/current-user.ts';
import { invitePages } from '../invites/pages.ts';
import { kvPages } from '../kv/pages.ts';
import { membershipPages } from '../membership/pages.ts';
import { moderationPages } from '../moderation/pages.ts';
import { passkeyPages } from '../passkeys/pages.ts';
import { passwordResetPages } from '../password-reset/pages.ts';
import { peoplePages } from '../people/pages.ts';
import { rolePages } from '../roles/pages.ts';
import { roomMemberPages } from '../room-members/pages.ts';
import { roomSettingsPages } from '../room-settings/pages.ts';
import { roomPages } from '../rooms/pages.ts';
import { sections } from '../sections.ts';
import { settingsPages } from '../settings/pages.ts';
import { signInPages } from '../sign-in/pages.ts';
import { socialPages } from '../social/pages.ts';
import { socialSettingsPages } from '../social/settings/pages.ts';
import { starPages } from '../stars/pages.ts';
import { tokenPages } from '../tokens/pages.ts';
import { twoFactorPages } from '../two-factor/pages.ts';
import type { Description } from './api-description.ts';
import { byFirstSegment, firstSegment } from './by-first-segment.ts';
import type { Features } from './features.ts';

type Route = [method: 'get' | 'post', path: string, guard: PageGuard, handler: RequestHandler];

/** Every page: path → guard → feature. */
export function pageRoutes(features: Features, description: Description): Route[] {
  const accounts = accountPages(features);
  const settings = settingsPages(features);
  const roles = rolePages(features.roles);
  const admin = adminPages(features.rooms);
  const people = peoplePages(features);
  const membership = membershipPages(features.memberships);
  const rooms = roomPages(features);
  const roomMembers = roomMemberPages(features);
  const roomSettings = roomSettingsPages(features);
  const moderation = moderationPages(features);
  const home = homePages(features);
  const stars = starPages(features);
  const emails = emailPages(features.emails);
  const invites = invitePages(features);
  const kv = kvPages(features.kv);
  const passkeys = passkeyPages(features);
  const resets = passwordResetPages(features);
  const social = socialPages(features);
  const signIn = signInPages(features);
  const socialSettings = socialSettingsPages(features);
  const tokens = tokenPages(features.rooms, features.signingKeys, features.publicOrigin);
  const twoFactor = twoFactorPages(features);

  return [
    ['get', '/', everyone, home.home],
    ['get', '/home/lists', signedIn, home.lists],
    ['get', '/starred', signedIn, stars.list],
    ['get', '/signup', everyone, accounts.signUpForm],
    ['post', '/signup', everyone, accounts.signUp],
    ['get', '/login', everyone, signIn.signInForm],
    ['post', '/login', everyone, signIn.signIn],
    ['get', '/login/code', everyone, signIn.codeForm],
    ['post', '/login/code', everyone, signIn.signInCode],
    ['post', '/login/passkey/options', everyone, passkeys.signInOptions],
    ['post', '/login/passkey', everyone, passkeys.signIn],
    ['get', '/oauth/:provider', everyone, social.go],
    ['get', '/oauth/:provider/callback', everyone, social.callback],
    ['get', '/signup/provider', everyone, social.signUpForm],
    ['post', '/signup/provider', everyone, social.signUp],
    ['post', '/logout', everyone, signIn.signOut],
    ['get', '/forgot-password', everyone, resets.askForm],
    ['post', '/forgot-password', everyone, resets.ask],
    ['get', '/password-reset', everyone, resets.setForm],
    ['post', '/password-reset', everyone, resets.set],
    ['get', '/email/confirm', everyone, emails.confirmForm],
    ['post', '/email/confirm', everyone, emails.confirm],
    ['get', '/email/undo', everyone, emails.undoForm],
    ['post', '/email/undo', everyone, emails.undo],
    ['post', '/locale', everyone, chooseLocale(features.cookies, features.profile.useLocale)],
    ['get', '/docs', everyone, docs(description)],
    ['get', '/docs/errors', everyone, errorCataloguePage],
    ['get', '/settings', signedIn, settings.profileForm],
    ['post', '/settings', signedIn, settings.changeProfile],
    ['post', '/settings/email/verification', signedIn, emails.sendVerification],
    ['post', '/settings/email/keep', signedIn, emails.cancelChange],
    ['get', '/settings/display', signedIn, settings.displayForm],
    ['post', '/settings/display', signedIn, settings.changeDisplay],
    ['get', '/settings/password', signedIn, settings.passwordForm],
    ['post', '/settings/password', signedIn, settings.changePassword],
    ['get', '/settings/two-factor', signedIn, twoFactor.state],
    ['post', '/settings/two-factor', signedIn, twoFactor.begin],
    ['post', '/settings/two-factor/confirm', signedIn, twoFactor.confirm],
    ['get', '/settings/two-factor/app', signedIn, twoFactor.newAppForm],
    ['get', '/settings/two-factor/recovery-codes', signedIn, twoFactor.newCodesForm],
    ['post', '/settings/two-factor/recovery-codes', signedIn, twoFactor.newCodes],
    ['get', '/settings/two-factor/off', signedIn, twoFactor.offForm],
    ['post', '/settings/two-factor/off', signedIn, twoFactor.turnOff],
    ['get', '/settings/data', signedIn, kv.list],
    ['get', '/settings/data/value', signedIn, kv.value],
    ['post', '/settings/data/delete', signedIn, kv.delete],
    ['get', '/settings/passkeys', signedIn, passkeys.list],
    ['post', '/settings/passkeys', signedIn, passkeys.create],
    ['post', '/settings/passkeys/new', signedIn, passkeys.begin],
    ['get', '/settings/passkeys/:passkey/rename', signedIn, passkeys.renameForm],
    ['post', '/settings/passkeys/:passkey/rename', signedIn, passkeys.rename],
    ['get', '/settings/passkeys/:passkey/remove', signedIn, passkeys.removeForm],
    ['post', '/settings/passkeys/:passkey/remove', signedIn, passkeys.remove],
    ['get', '/settings/social-accounts', signedIn, socialSettings.list],
    ['get', '/settings/social-accounts/:provider', signedIn, socialSettings.linkForm],
    ['post', '/settings/social-accounts/:provider', signedIn, socialSettings.link],
    ['get', '/settings/social-accounts/:provider/unlink', signedIn, socialSettings.unlinkForm],
    ['post', '/settings/social-accounts/:provider/unlink', signedIn, socialSettings.unlink],
    ['get', '/settings/confirm', signedIn, socialSettings.confirm],
    ['post', '/settings/confirm/passkey/options', signedIn, passkeys.confirmOptions],
    ['post', '/settings/confirm/passkey', signedIn, passkeys.confirm],
    ['get', '/settings/membership', signedIn, membership.state],
    ['post', '/settings/membership', signedIn, membership.checkout],
    ['post', '/settings/membership/portal', signedIn, membership.portal],
    ['get', '/settings/delete', signedIn, settings.deleteForm],
    ['post', '/settings/delete', signedIn, settings.delete],
    ['get', '/settings/sessions', signedIn, settings.sessions],
    ['post', '/settings/sessions/end-others', signedIn, settings.endOthers],
    ['post', '/settings/sessions/:session/end', signedIn, settings.endSession],
    ['get', '/admin', permitted(...Object.values(sections).flat()), admin.entrance],
    ['get', '/admin/people', permitted(...sections.people), people.list],
    ['get', '/admin/people/:user', permitted(...sections.people), people.person],
    ['get', '/admin/people/:user/disable', permitted('people.disable'), people.disableForm],
    ['post', '/admin/people/:user/disable', permitted('people.disable'), people.disable],
    ['post', '/admin/people/:user/enable', permitted('people.disable'), people.enable],
    ['get', '/admin/people/:user/sign-out', permitted('people.disable'), people.signOutForm],
    ['post', '/admin/people/:user/sign-out', permitted('people.disable'), people.signOut],
    ['post', '/admin/people/:user/reset-link', permitted('people.reset_password'), resets.makeLink],
    ['post', '/admin/people/:user/roles', permitted('roles.assign'), roles.assign],
    ['post', '/admin/people/:user/roles/:role/delete', permitted('roles.assign'), roles.takeAway],
    ['get', '/admin/roles', permitted(...sections.roles), roles.list],
    ['post', '/admin/roles', permitted('roles.manage'), roles.create],
    ['get', '/admin/roles/:role', permitted(...sections.roles), roles.role],
    ['post', '/admin/roles/:role', permitted('roles.manage'), roles.change],
    ['get', '/admin/roles/:role/delete', permitted('roles.manage'), roles.deleteForm],
    ['post', '/admin/roles/:role/delete', permitted('roles.manage'), roles.delete],
    ['get', '/admin/rooms', permitted(...sections.rooms), admin.rooms],
    ['get', '/admin/rooms/:room/restriction', permitted('rooms.restrict'), admin.restrictionForm],
    ['post', '/admin/rooms/:room/restriction', permitted('rooms.restrict'), admin.restrict],
    ['get', '/admin/rooms/:room/delete', permitted('rooms.delete_any'), admin.deleteForm],
    ['post', '/admin/rooms/:room/delete', permitted('rooms.delete_any'), admin.delete],
    ['get', '/invite/:token', everyone, invites.open],
    ['post', '/invite/:token', everyone, invites.accept],
    ['get', '/search', signedIn, rooms.search],
    ['post', '/chat', signedIn, home.create],
    ['post', '/chat/:room/star', signedIn, stars.change],
    ['get', '/chat/:room', signedIn, rooms.room],
    ['get', '/chat/:room/delete', signedIn, rooms.deleteForm],
    ['post', '/chat/:room/delete', signedIn, rooms.delete],
    ['get', '/chat/:room/settings', signedIn, roomSettings.about],
    ['post', '/chat/:room/settings', signedIn, roomSettings.change],
    ['post', '/chat/:room/transfer', signedIn, roomSettings.offer],
    ['post', '/chat/:room/transfer/withdraw', signedIn, roomSettings.withdrawOffer],
    ['post', '/chat/:room/transfer/accept', signedIn, roomSettings.acceptOffer],
    ['get', '/chat/:room/members', signedIn, roomMembers.list],
    ['post', '/chat/:room/members/:user/remove', signedIn, roomMembers.remove],
    ['post', '/chat/:room/leave', signedIn, roomMembers.leave],
    ['get', '/chat/:room/invites', signedIn, invites.list],
    ['post', '/chat/:room/invites', signedIn, invites.create],
    ['post', '/chat/:room/invites/:invite/revoke', signedIn, invites.revoke],
    ['post', '/chat/:room/token', signedIn, tokens.roomToken],
    ['get', '/chat/:room/people/:user', signedIn, moderation.card],
    ['get', '/chat/:room/moderation', signedIn, moderation.overview],
    ['get', '/chat/:room/moderation/bans', signedIn, moderation.bans],
    ['get', '/chat/:room/moderation/mutes', signedIn, moderation.mutes],
    ['get', '/chat/:room/moderation/log', signedIn, moderation.log],
    ['post', '/chat/:room/moderation/remove', signedIn, moderation.remove],
    ['post', '/chat/:room/moderation/ban', signedIn, moderation.ban],
    ['post', '/chat/:room/moderation/lift-ban', signedIn, moderation.liftBan],
    ['post', '/chat/:room/moderation/mute', signedIn, moderation.mute],
    ['post', '/chat/:room/moderation/lift-mute', signedIn, moderation.liftMute],
    ['post', '/chat/:room/moderation/name-moderator', signedIn, moderation.nameModerator],
    ['post', '/chat/:room/moderation/withdraw-moderator', signedIn, moderation.withdrawModerator],
    ['post', '/chat/:room/moderation/slow-mode', signedIn, moderation.setSlowMode],
  ];
}

/** Mounts the pages. All of them have a session and are protected against forged forms. */
export function pages(table: Route[]): Router {
  const routers = new Map<string, Router>();
  const routerFor = (path: string): Router => {
    const router = routers.get(firstSegment(path)) ?? Router({ caseSensitive: true, strict: true });
    routers.set(firstSegment(path), router);
    return router;
  };
  const readable = new Set(table.flatMap(([method, path]) => (method === 'get' ? [path] : [])));
  for (const [method, path, guard, handler] of table)
    routerFor(path)[method](
      path,
      guard,
      csrf,
      ...(path.includes(':') ? [wellFormedIds] : []),
      unlessAborted,
      handler,
    );
  for (const [path, routes] of Map.groupBy(table, (route) => route[1]))
    routerFor(path).all(path, otherMethod(routes.map(([method]) => method.toUpperCase())));
  const toldByPages: RequestHandler = (req, res, next) => {
    // Where the locale switch and "try again" lead: a page, also when this one answers a form.
    res.locals.path =
      req.method === 'GET' ? localPath(req.originalUrl) : readable.has(req.path) ? req.path : '/';
    res.locals.chatUnreachable = saysChatUnreachable(req);
    next();
  };
  return Router().use(toldByPages, byFirstSegment(routers));
}
