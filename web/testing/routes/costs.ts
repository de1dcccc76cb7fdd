/** What costs more than a request may, and how much at the most: see web/src/website/request-costs.servers.test.ts. */
export const EXCEPTIONS: Record<string, { redis: number; sql: number }> = {
  // Two limits; whether the address is free, the account, the link that is mailed there. Every change of how an account is signed
  // in to counts the mail to its owner, below.
  'POST /auth/register': { redis: 2, sql: 7 },
  // A limit; the link, whose it is, and what else lets them in.
  'POST /auth/reset-password/ways-in': { redis: 1, sql: 5 },
  // A limit; a try to verify, in turn; then in turn: BEGIN, the link, the account locked, the link used up, its owner, the
  // address, links for a password and about addresses deleted, the one to undo it, COMMIT.
  'POST /auth/email/confirm': { redis: 1, sql: 13 },
  'POST /email/confirm': { redis: 2, sql: 13 },
  // The same with a new epoch, of which chat is told; then a link for a new password, in turn.
  'POST /auth/email/undo': { redis: 2, sql: 21 },
  'POST /email/undo': { redis: 3, sql: 21 },
  // Three limits: the account, the address that asks, and the one that gets it.
  'POST /users/me/email/verification': { redis: 4, sql: 6 },
  'POST /settings/email/verification': { redis: 4, sql: 6 },
  // Two limits, and the forgiving; the person, the history, the family of refresh tokens.
  'POST /auth/login': { redis: 3, sql: 3 },
  // The code is counted and taken back as well; the key, and its step used up. The account is loaded once.
  'POST /auth/login with a code': { redis: 5, sql: 5 },
  // Who asks; the sign-in with its refresh tokens; the time of the news, which chat is told.
  'POST /auth/logout': { redis: 1, sql: 3 },
  // What is told to chat is a round trip.
  'POST /auth/logout-everywhere': { redis: 1, sql: 7 },
  'DELETE /rooms/:room': { redis: 1, sql: 3 },
  'PATCH /rooms/:room': { redis: 1, sql: 3 },
  // Who asks, what they are in the room, its owner; in turn: BEGIN, the room locked, the change, its entry in the log, COMMIT.
  'GET /rooms/:room': { redis: 0, sql: 3 },
  'GET /chat/:room/settings': { redis: 1, sql: 3 },
  'POST /chat/:room/settings': { redis: 3, sql: 8 },
  'PUT /rooms/:room/transfer': { redis: 1, sql: 7 },
  'POST /chat/:room/transfer': { redis: 2, sql: 7 },
  'POST /rooms/:room/transfer/accept': { redis: 2, sql: 11 },
  'POST /chat/:room/transfer/accept': { redis: 3, sql: 11 },
  'GET /rooms/:room/members': { redis: 0, sql: 3 },
  'GET /chat/:room/members': { redis: 1, sql: 3 },
  'DELETE /rooms/:room/members/me': { redis: 1, sql: 4 },
  'POST /chat/:room/leave': { redis: 2, sql: 4 },
  'DELETE /rooms/:room/members/:user': { redis: 2, sql: 8 },
  'POST /chat/:room/members/:user/remove': { redis: 3, sql: 8 },
  'POST /admin/rooms/:room/restriction': { redis: 2, sql: 3 },
  // A limit, its forgiving, and chat is told; the old password, the new one, the family that goes on.
  'PUT /users/me/password': { redis: 5, sql: 5 },
  // A limit, and chat is told; in one transaction the room locked, who is concerned, the change, and the log.
  'POST /rooms/:room/removals': { redis: 2, sql: 7 },
  'POST /rooms/:room/bans': { redis: 2, sql: 8 },
  'DELETE /rooms/:room/bans/:user': { redis: 1, sql: 5 },
  'POST /rooms/:room/mutes': { redis: 2, sql: 8 },
  'DELETE /rooms/:room/mutes/:user': { redis: 1, sql: 5 },
  // How many there are, too.
  'PUT /rooms/:room/moderators/:user': { redis: 2, sql: 9 },
  'DELETE /rooms/:room/moderators/:user': { redis: 1, sql: 5 },
  'PUT /rooms/:room/slow-mode': { redis: 2, sql: 8 },
  'POST /chat/:room/moderation/remove': { redis: 3, sql: 7 },
  'POST /chat/:room/moderation/ban': { redis: 3, sql: 8 },
  'POST /chat/:room/moderation/mute': { redis: 3, sql: 8 },
  'POST /chat/:room/moderation/lift-ban': { redis: 2, sql: 5 },
  'POST /chat/:room/moderation/lift-mute': { redis: 2, sql: 5 },
  'POST /chat/:room/moderation/name-moderator': { redis: 3, sql: 9 },
  'POST /chat/:room/moderation/withdraw-moderator': { redis: 2, sql: 5 },
  'POST /chat/:room/moderation/slow-mode': { redis: 3, sql: 8 },
  // Who asks; the room with what they are in it; the list.
  'GET /chat/:room/people/:user': { redis: 1, sql: 3 },
  'GET /chat/:room/moderation': { redis: 1, sql: 3 },
  'GET /chat/:room/moderation/bans': { redis: 1, sql: 3 },
  'GET /chat/:room/moderation/mutes': { redis: 1, sql: 3 },
  'GET /chat/:room/moderation/log': { redis: 1, sql: 3 },
  'GET /rooms/:room/bans': { redis: 0, sql: 3 },
  'GET /rooms/:room/mutes': { redis: 0, sql: 3 },
  'GET /rooms/:room/moderators': { redis: 0, sql: 3 },
  'GET /rooms/:room/log': { redis: 0, sql: 3 },
  'GET /rooms/:room/people/:user': { redis: 0, sql: 3 },
  // The guard; the answer is looked for, and kept when it was not there.
  'GET /weather': { redis: 3, sql: 1 },
  // The session is read before it is known who counts.
  'POST /chat': { redis: 2, sql: 2 },
  'POST /chat/:room/delete': { redis: 2, sql: 3 },
  'POST /logout': { redis: 3, sql: 3 },
  // Limits, and a new session: the old one deleted, the new one written.
  'POST /signup': { redis: 5, sql: 8 },
  'POST /login': { redis: 6, sql: 2 },
  'POST /settings/password': { redis: 7, sql: 5 },
  // A limit and its forgiving, each room and the sockets; the password, and in turn: BEGIN, a lock, whether it is a
  // superuser's and whether there is another, the account locked, its rooms, itself, COMMIT.
  'DELETE /users/me': { redis: 4, sql: 15 },
  'POST /settings/delete': { redis: 6, sql: 15 },
  // Whether there is a customer, which is made; what Stripe says of them; the role, in turn: BEGIN, a lock, which it is, whether
  // they are a member, COMMIT. Paying and cancelling are limited.
  'POST /membership/checkout': { redis: 2, sql: 12 },
  'POST /settings/membership': { redis: 2, sql: 12 },
  'POST /settings/membership/portal': { redis: 2, sql: 3 },
  // Whose sessions are open is asked once it is known which; what is ended is found first, and chat is told.
  'GET /users/me/sessions': { redis: 1, sql: 2 },
  'DELETE /users/me/sessions/:session': { redis: 3, sql: 4 },
  // The open ones, and the history below them.
  'GET /settings/sessions': { redis: 2, sql: 3 },
  'POST /settings/sessions/:session/end': { redis: 4, sql: 4 },
  'POST /settings/sessions/end-others': { redis: 4, sql: 8 },
  // Who asks, what they are in the room, and what it is about.
  'GET /rooms/:room/invites': { redis: 0, sql: 3 },
  'POST /rooms/:room/invites': { redis: 1, sql: 3 },
  'DELETE /rooms/:room/invites/:invite': { redis: 0, sql: 3 },
  'GET /chat/:room/invites': { redis: 1, sql: 3 },
  'POST /chat/:room/invites': { redis: 2, sql: 5 },
  'POST /chat/:room/invites/:invite/revoke': { redis: 1, sql: 3 },
  // The session, and a limit.
  'GET /invite/:token': { redis: 2, sql: 2 },
  'GET /invite/:token by a stranger': { redis: 2, sql: 1 },
  'POST /invite/:token': { redis: 2, sql: 2 },
  // Rights are changed one at a time: BEGIN, a lock, what the actor may and what is to change, the change, COMMIT.
  'POST /roles': { redis: 0, sql: 6 },
  'PATCH /roles/:role': { redis: 0, sql: 7 },
  'DELETE /roles/:role': { redis: 0, sql: 7 },
  'PUT /users/:user/roles/:role': { redis: 0, sql: 8 },
  'DELETE /users/:user/roles/:role': { redis: 1, sql: 8 },
  'PUT /users/:user/disabled': { redis: 1, sql: 8 },
  'DELETE /users/:user/disabled': { redis: 0, sql: 7 },
  'POST /users/:user/sign-out': { redis: 1, sql: 8 },
  'POST /admin/roles': { redis: 1, sql: 6 },
  'POST /admin/roles/:role': { redis: 2, sql: 7 },
  'POST /admin/roles/:role/delete': { redis: 1, sql: 7 },
  'POST /admin/people/:user/roles': { redis: 1, sql: 8 },
  'POST /admin/people/:user/roles/:role/delete': { redis: 1, sql: 8 },
  'POST /admin/people/:user/disable': { redis: 2, sql: 8 },
  'POST /admin/people/:user/enable': { redis: 1, sql: 7 },
  'POST /admin/people/:user/sign-out': { redis: 2, sql: 8 },
  'POST /admin/rooms/:room/delete': { redis: 2, sql: 3 },
  // Two limits, of the address and of the account; whose it is and a link of theirs, made after the answer.
  'POST /auth/forgot-password': { redis: 5, sql: 7 },
  'POST /auth/reset-password': { redis: 3, sql: 11 },
  'POST /users/:user/password-reset': { redis: 1, sql: 8 },
  'POST /forgot-password': { redis: 6, sql: 7 },
  // Who is signed in looks at it; the link, and whose it is.
  'GET /password-reset': { redis: 1, sql: 6 },
  'POST /password-reset': { redis: 4, sql: 11 },
  'POST /admin/people/:user/reset-link': { redis: 1, sql: 8 },
  // The account, its sign-ins, and every role, which is offered or held.
  'GET /admin/people/:user': { redis: 1, sql: 4 },
  // A code is counted, and taken back when it is right; its owner, the key, its step used up, the history, the family; and
  // whether the pending sign-in was used, which is written down with the step.
  'POST /auth/login/code': { redis: 2, sql: 6 },
  'POST /login/code': { redis: 5, sql: 4 },
  // The password and the code, each counted and forgiven: the hash, the key, its step; then the new key, in a transaction under the
  // account's epoch, as all that follows.
  'POST /users/me/two-factor': { redis: 4, sql: 8 },
  'POST /settings/two-factor': { redis: 5, sql: 8 },
  // Both, and in one transaction the old codes locked and deleted, and the new ones.
  'POST /users/me/two-factor/recovery-codes': { redis: 6, sql: 11 },
  'POST /settings/two-factor/recovery-codes': { redis: 6, sql: 11 },
  // A code, chat is told; in one transaction the epoch, the key, its recovery codes and a new epoch; what is to go on.
  'PUT /users/me/two-factor': { redis: 5, sql: 11 },
  'POST /settings/two-factor/confirm': { redis: 7, sql: 11 },
  // Challenges: kept in the session; then counted, the address too. The passkey, its use, whose it is, the history.
  'POST /login/passkey/options': { redis: 3, sql: 0 },
  'POST /login/passkey': { redis: 5, sql: 4 },
  // The ways to confirm.
  'GET /settings/confirm': { redis: 1, sql: 3 },
  'POST /settings/confirm/passkey/options': { redis: 2, sql: 2 },
  // Counted as at a sign-in; the session under a new id.
  'POST /settings/confirm/passkey': { redis: 5, sql: 4 },
  // The password is counted and forgiven; those that there are.
  'POST /settings/passkeys/new': { redis: 4, sql: 3 },
  // In one transaction the account locked, its epoch, how many there are, the new one.
  'POST /settings/passkeys': { redis: 4, sql: 7 },
  // The password, and in one transaction the account locked, the passkey, a new epoch, whether there is another way in; chat is
  // told, and what is to go on.
  'POST /settings/passkeys/:passkey/remove': { redis: 7, sql: 10 },
  'DELETE /users/me/passkeys/:passkey': { redis: 5, sql: 10 },
  // The session, a limit, the way that is kept.
  'GET /oauth/:provider by a stranger': { redis: 3, sql: 0 },
  // What was kept is used up, and forgotten; whose account it is, the person, the history; a new session.
  'GET /oauth/:provider/callback': { redis: 6, sql: 3 },
  // A limit, and a new session.
  'POST /signup/provider': { redis: 5, sql: 8 },
  // The password is counted and forgiven; the hash, and what the session may do now.
  'POST /settings/social-accounts/:provider': { redis: 4, sql: 2 },
  // In one transaction the account locked, what is taken, a new epoch, and what is left; chat is told; what is to go on.
  'DELETE /users/me/social-accounts/:provider': { redis: 5, sql: 10 },
  'POST /settings/social-accounts/:provider/unlink': { redis: 7, sql: 10 },
  'DELETE /users/me/two-factor': { redis: 7, sql: 12 },
  'POST /settings/two-factor/off': { redis: 10, sql: 12 },
  // The person, the customer, and the e-mail that Stripe has.
  'POST /membership/portal': { redis: 1, sql: 3 },
  // The link, whose it is, and what else lets them in.
  'GET /password-reset by a stranger': { redis: 1, sql: 5 },
};
