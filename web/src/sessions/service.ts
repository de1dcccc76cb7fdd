import type { CurrentUser, Revocation } from '../accounts/index.ts';
import type { ChangeOutcome } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { firstIdAfter } from '../paging.ts';
import type { OpenSessions } from '../shared-state/shared-state.ts';
import type { TokenService } from '../tokens/index.ts';
import type { Own, SessionRepository, Whose } from './repository.ts';

/** What somebody is signed in with: a browser's session, or a program's tokens. Its id is that of the sign-in. */
export type Session = {
  id: string;
  kind: 'browser' | 'program';
  at: Date;
  ip: string | null;
  userAgent: string;
  /** Whether it is the one that asks. */
  current: boolean;
};

export type SessionService = ReturnType<typeof sessionService>;

/** A program that signs in anew for each thing it does may have thousands; "everywhere else" ends those as well. */
const MOST_LISTED = 100;

export type SessionParts = {
  repository: SessionRepository;
  open: OpenSessions;
  tokens: TokenService;
  revocation: Revocation;
  /** How long a browser stays signed in at most. */
  sessionSeconds: number;
};

export function sessionService({ repository, open, tokens, revocation, sessionSeconds }: SessionParts) {
  const of = ({ id: userId, signInEpoch: epoch }: CurrentUser): Whose => ({
    userId,
    epoch,
    after: firstIdAfter(Date.now() - sessionSeconds * 1000),
  });

  /** Leaves out the sign-ins whose session has ended: only the session's own record tells. */
  async function stillOpen<Row extends { sessionId: string | null }>(person: CurrentUser, rows: Row[]) {
    const ids = rows.flatMap(({ sessionId }) => sessionId ?? []);
    const owners = ids.length > 0 ? await open.find(ids) : [];
    const alive = new Set(
      ids.filter((_, at) => {
        const { userId, signInEpoch } = owners[at] ?? {};
        return userId === person.id && signInEpoch === person.signInEpoch;
      }),
    );
    return rows.filter(({ sessionId }) => sessionId === null || alive.has(sessionId));
  }

  return {
    /** The current sign-in first, then newest first. */
    async list(person: CurrentUser, own: Own): Promise<Session[]> {
      const rows = await stillOpen(person, await repository.list(of(person), own, MOST_LISTED));
      return rows.map(({ id, at, ip, userAgent, sessionId, isOwn }) => ({
        id,
        at,
        ip,
        userAgent,
        kind: sessionId ? 'browser' : 'program',
        current: isOwn,
      }));
    },

    /**
     * Ends one, with its tokens and chat sockets; the others go on.
     *
     * @throws LanternError `session_not_found`, also for one of somebody else's
     */
    async end(person: CurrentUser, id: string): Promise<ChangeOutcome> {
      const found = await repository.find(of(person), id);
      const [row] = await stillOpen(person, found ? [found] : []);
      if (!row) throw new LanternError('session_not_found');
      const revoked = await revocation.signIn({ userId: person.id, id });
      if (row.sessionId) await open.end(row.sessionId);
      return { chat: revoked?.chat ?? 'published' };
    },

    /**
     * Ends everything the person is signed in with, open chat sockets too.
     *
     * @returns the new epoch, for what is to go on
     * @throws LanternError `changed_meanwhile`
     */
    endAll: (person: CurrentUser): Promise<number> => tokens.signOutEverywhere(person),
  };
}
