import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { LanternError } from '../../errors.ts';
import type { SignIn, SignInRepository } from './repository.ts';

/** Where a sign-in comes from. */
export type Caller = { ip: string | undefined; userAgent: string };
/** By what somebody signed in or tried to: of two factors the second. */
export type SignInMethod = SignIn['method'];
/** The id of what a sign-in starts: a browser's session, or a program's family of refresh tokens. */
export type SessionOrFamily = { sessionId: string } | { familyId: string };

type Entry = { userId: string; caller: Caller; method: SignInMethod };
/** A try that is no account's has neither `userId` nor `method`. A try that a limit refused before the check has no `method`. */
type LogEntry = { outcome: string; caller: Caller; userId?: string | undefined; method?: SignInMethod };

export type SignInHistory = ReturnType<typeof signInHistory>;

export function signInHistory({ repository, log }: { repository: SignInRepository; log: Logger }) {
  /** Shows the operator who guesses at passwords. The name that was typed is left out: it may be a password. */
  function writeLogLine({ outcome, caller: { ip }, userId, method }: LogEntry): void {
    log.info({ act: 'sign-in', outcome, method, user_id: userId, ip }, 'somebody tried to sign in');
  }

  const entryOf = ({ userId, caller: { ip, userAgent }, method }: Entry) => ({
    id: uuid(),
    userId,
    ip: ip ?? null,
    userAgent: userAgent.slice(0, 512),
    method,
  });

  return {
    /** Writes a line of the log and no entry of the history: for a try that is no account's, or that was refused before the check. */
    logOnly: writeLogLine,

    /** Puts into the history what begins nothing. */
    async record({ outcome, ...entry }: Entry & { outcome: SignIn['outcome'] }): Promise<void> {
      await repository.recordSignIn({ ...entryOf(entry), outcome });
      writeLogLine({ outcome, ...entry });
    },

    /**
     * Records the start of a sign-in, which is not valid without this entry. The sign-in pipeline alone calls it.
     *
     * @param entry.epoch under which the account's owner showed who they are
     * @param entry.started the session or the family of refresh tokens that it is kept by
     * @returns its id
     * @throws LanternError `sign_in_expired` when that epoch is over: a new password, or what took their way in away, ended it
     */
    async recordStart({
      epoch,
      started,
      ...entry
    }: Entry & { epoch: number; started: SessionOrFamily }): Promise<string> {
      const signIn = { ...entryOf(entry), ...started, outcome: 'success' } as const;
      const isGood = await repository.beginSignIn(signIn, epoch);
      writeLogLine({ outcome: isGood ? 'success' : 'sign_in_expired', ...entry });
      if (!isGood) throw new LanternError('sign_in_expired');
      return signIn.id;
    },
  };
}
