import { apiCall } from '../http/api/api-call.ts';
import { accessOf, roomPassOf } from '../http/api/bearer.ts';
import { localeOf } from '../http/pages/locale.ts';
import { callerOf, originOf } from '../http/session/caller.ts';
import { banMembers, type RoomService } from '../rooms/index.ts';
import { checkEntry } from './room-tokens/check.ts';
import { chatUrl, mintRoomToken } from './room-tokens/room-tokens.ts';
import { pendingCode, programCredentials, refresh, roomToken, roomTokenCheck, tokenPair } from './schemas.ts';
import type { TokenService } from './service.ts';
import type { ProgramSignIn } from './sign-in.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';

type Parts = {
  programSignIn: ProgramSignIn;
  tokens: TokenService;
  rooms: RoomService;
  signingKeys: SigningKeys;
  publicOrigin: string | undefined;
};

export function tokenApi({ programSignIn, tokens, rooms, signingKeys, publicOrigin }: Parts) {
  return {
    signIn: apiCall(
      {
        summary:
          'Sign in with e-mail (or login name) and password, and with a code where the account has a second factor: ' +
          'without it the answer is 401 two_factor_required with a pending_token',
        body: programCredentials,
        example: { email: 'vera@example.org', password: 'Harbour 7 lights' },
        status: 200,
        errors: [
          'invalid_credentials',
          'code_invalid',
          'sign_in_expired',
          'account_disabled',
          'too_many_requests',
        ],
        mayAnswerPending: true,
        reply: tokenPair,
      },
      async ({ body }, req) => programSignIn.withPassword(body, callerOf(req)),
    ),

    signInCode: apiCall(
      {
        summary:
          'Finish a sign-in with a code of the app or a recovery code, within 5 minutes of the password; ' +
          'after 5 wrong codes the account takes none for a while',
        body: pendingCode,
        example: { pending_token: 'what the refusal held', code: '123456' },
        status: 200,
        errors: [
          'token_invalid',
          'token_signature',
          'token_expired',
          'token_revoked',
          'code_invalid',
          'sign_in_expired',
          'too_many_requests',
        ],
        reply: tokenPair,
      },
      async ({ body }, req) => programSignIn.withCode(body.pending_token, body.code, callerOf(req)),
    ),

    refresh: apiCall(
      {
        summary:
          'A new pair of tokens for a refresh token, which is good once. The same client may ask again within 10 seconds, ' +
          'and gets the same pair; later, or from elsewhere, the whole sign-in is ended',
        body: refresh,
        example: { refresh_token: 'what the last pair held' },
        status: 200,
        errors: ['token_invalid', 'token_expired', 'token_revoked', 'too_many_requests'],
        reply: tokenPair,
      },
      async ({ body }, req) => tokens.refresh(body.refresh_token, callerOf(req)),
    ),

    signOut: apiCall(
      {
        summary:
          'Sign out: end every access, refresh and room token of this sign-in, and its chat connections',
        status: 204,
      },
      async (_input, req) => tokens.signOut(accessOf(req)),
    ),

    signOutEverywhere: apiCall(
      {
        summary: 'End every session, token and chat connection of mine',
        status: 204,
        errors: ['changed_meanwhile'],
      },
      async (_input, req) => void (await tokens.signOutEverywhere(accessOf(req).person)),
    ),

    roomToken: apiCall(
      {
        summary: 'A token that lets you into one room, for the chat service',
        status: 200,
        reply: roomToken,
        errors: ['room_restricted', 'room_members_only', 'room_banned'],
        members: banMembers,
      },
      async (_input, req) => {
        const { person, sid: signInId } = accessOf(req);
        const standing = await rooms.standingOf(person.id, String(req.params.room));
        const terms = { signInId, locale: localeOf(req) };
        const token = await mintRoomToken(signingKeys, { person, standing }, terms);
        return { ...token, url: chatUrl(publicOrigin ?? originOf(req), standing.room) };
      },
    ),

    checkRoomToken: apiCall(
      {
        summary:
          'Whether a room token still lets its owner in. Chat asks about tokens from before it subscribed to notices; ' +
          '`as_of` is the time by the clock that the tokens’ own `as_of` is by',
        status: 200,
        reply: roomTokenCheck,
        errors: ['room_not_found', 'room_restricted', 'room_members_only', 'room_banned'],
        members: banMembers,
      },
      async (_input, req) => {
        return { as_of: await checkEntry(roomPassOf(req), rooms) };
      },
    ),
  };
}
