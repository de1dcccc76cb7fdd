import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import type {
  AccountService,
  Caller,
  Confirm,
  CurrentUser,
  FirstFactor,
  NewAccount,
  NotifyOwner,
  Requester,
} from '../accounts/index.ts';
import type { ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { type Attempt, attempts, type Newcomer, type Purpose } from './attempts.ts';
import { Cancelled, reasonOf } from './failures.ts';
import type { Arrived, Provider } from './providers/provider.ts';
import type { Identity, SocialRepository } from './repository.ts';
/** An account elsewhere, as its owner sees it. */
export type LinkedAccount = {
  provider: string;
  /** What people know the provider by; its name alone when it is not configured any more. */
  label: string;
  /** What the account is called there. */
  name: string | null;
  linkedAt: Date;
  lastUsedAt: Date | null;
  /** Whether the provider is still configured: only then does it let anybody in. */
  offered: boolean;
};

/** The provider's name, who is signed in, if anybody, and where they want to get to. */
type WantedAttempt = { name: string; purpose: Purpose; userId: string | undefined; next: string };

export type SocialParts = {
  providers: readonly Provider[];
  repository: SocialRepository;
  accounts: AccountService;
  confirm: Confirm;
  chat: ChatNotifier;
  notifyOwner: NotifyOwner;
  limits: Limits;
  log: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
};

export type SocialService = ReturnType<typeof socialService>;

/** A sign-in of so many seconds ago shows no longer that it is still the person who sits there. */
const FRESH_SECONDS = 10 * 60;

/** Accounts elsewhere: signing up and in with them, and linking them to an account here. */
export function socialService(parts: SocialParts) {
  const { providers, repository, accounts, confirm, chat, notifyOwner, limits, log, now } = parts;
  const tries = attempts(limits, now);

  function find(name: string): Provider {
    const found = providers.find((each) => each.name === name);
    if (!found) throw new LanternError('page_not_found');
    return found;
  }

  const identityOf = (
    { issuer, subject }: Arrived,
    provider: string,
    name: string | undefined,
  ): Identity => ({
    issuer,
    subject,
    provider,
    name: name ?? null,
  });

  return {
    /** The providers that people may choose from. */
    offered: providers.map(({ name, label }) => ({ name, label })),

    /** @throws LanternError `page_not_found` when no provider has this name */
    find: (name: string): { name: string; label: string } => find(name),

    permit: tries.permit,
    isPermitted: tries.isPermitted,
    open: tries.open,
    match: tries.match,
    withAttempt: tries.add,
    withoutAttempt: tries.without,

    /**
     * Begins a way to a provider.
     *
     * @returns what the session keeps until they are back, and where to send the browser
     * @throws LanternError `page_not_found`, `provider_unavailable`, `too_many_requests`
     */
    async begin(wanted: WantedAttempt, caller: Caller): Promise<{ attempt: Attempt; address: string }> {
      const { name, purpose, userId, next } = wanted;
      const provider = find(name);
      await limits.providersFromAddress.spend(caller.ip ?? 'unknown');
      const marks = provider.marks();
      const address = await provider.address(marks, purpose === 'confirm');
      return {
        attempt: tries.begin({ provider: name, purpose, userId, marks, next }),
        address,
      };
    },

    /**
     * Takes what the provider sent somebody back with, once.
     *
     * @param answer the query of the callback, untrusted
     * @returns undefined when they changed their mind there
     * @throws LanternError `provider_attempt_invalid`, `provider_answer_invalid`, `provider_unavailable`
     */
    async arrive(attempt: Attempt, answer: URLSearchParams, caller: Caller): Promise<Arrived | undefined> {
      const { provider, marks } = attempt;
      await tries.use(attempt);
      try {
        return await find(provider).arrive(answer, marks);
      } catch (error) {
        if (error instanceof Cancelled) return undefined;
        const reason = reasonOf(error);
        log.warn({ act: 'provider.refused', provider, reason, ip: caller.ip }, 'a provider let nobody in');
        throw error;
      }
    },

    /**
     * The linked account as a first factor. The e-mail that a provider reports is nobody's proof.
     *
     * @returns undefined when it is nobody's yet
     */
    async verify(arrived: Arrived): Promise<FirstFactor | undefined> {
      const owner = await repository.use(arrived);
      return owner && accounts.ownerSignsIn(owner, 'social');
    },

    /** Keeps who has no account yet for the form that makes one. @throws LanternError `provider_unavailable` */
    async welcome(arrived: Arrived, { provider, next }: Attempt): Promise<Newcomer> {
      const { name, ...profile } = await arrived.profile();
      return tries.newcomer({ identity: identityOf(arrived, provider, name), profile, next });
    },

    /** @throws LanternError `email_taken`, `login_taken`, `social_account_taken`, `too_many_requests` */
    async signUp({ identity }: Newcomer, input: NewAccount, requester: Requester): Promise<FirstFactor> {
      return accounts.registerLinked(input, requester, async (user) => {
        try {
          await repository.insertPerson(user, identity);
        } catch (error) {
          if (violatedIndex(error) === 'social_accounts_issuer_subject_pk')
            throw new LanternError('social_account_taken');
          throw error;
        }
      });
    },

    /**
     * Links it to somebody who has just shown who they are.
     *
     * @throws LanternError `social_account_taken`, `provider_linked`, `provider_unavailable`, `changed_meanwhile`
     */
    async link(
      person: CurrentUser,
      { arrived, provider }: { arrived: Arrived; provider: string },
      requester: Requester,
    ): Promise<void> {
      const { name } = await arrived.profile();
      // The provider took its time: a new password may have ended who this person was here.
      const linked = await repository.link(
        person.id,
        person.signInEpoch,
        identityOf(arrived, provider, name),
      );
      if (linked === 'epoch_over') throw new LanternError('changed_meanwhile');
      if (linked === 'linked') {
        log.info(
          { act: 'social_account.linked', user_id: person.id, provider },
          'somebody linked an account',
        );
        await notifyOwner(person, 'account_linked', requester);
        return;
      }
      const owner = await repository.ownerOf(arrived);
      if (owner !== person.id) throw new LanternError(owner ? 'social_account_taken' : 'provider_linked');
    },

    /** Whether this is the person, who has signed in at the provider just now as far as it tells. */
    async isThem(person: CurrentUser, arrived: Arrived): Promise<boolean> {
      const { provedAt } = arrived;
      if (provedAt !== undefined && now() / 1000 - provedAt > FRESH_SECONDS) return false;
      return (await repository.use(arrived))?.userId === person.id;
    },

    async list({ id }: CurrentUser): Promise<LinkedAccount[]> {
      return (await repository.list(id)).map(({ provider, name, linkedAt, lastUsedAt }) => {
        const offered = providers.find((each) => each.name === provider);
        const label = offered?.label ?? provider;
        return { provider, label, name, linkedAt, lastUsedAt, offered: offered !== undefined };
      });
    },

    confirm,

    /**
     * Takes an account elsewhere from somebody. Everything else that they are signed in with ends: who came in by it is out.
     *
     * @returns the new epoch
     * @throws LanternError `social_account_not_found`, `last_way_in`, `changed_meanwhile`, and what `Confirm` throws
     */
    async unlink(
      person: CurrentUser,
      { provider, currentPassword }: { provider: string; currentPassword: string | undefined },
      requester: Requester,
    ): Promise<number> {
      await confirm(person, currentPassword);
      const epoch = await repository.unlink(person.id, provider, person.signInEpoch);
      if (epoch === 'nothing_there') throw new LanternError('social_account_not_found');
      if (epoch === 'last_way_in') throw new LanternError('last_way_in');
      if (epoch === 'epoch_over') throw new LanternError('changed_meanwhile');
      log.info(
        { act: 'social_account.unlinked', user_id: person.id, provider },
        'somebody unlinked an account',
      );
      await chat.revokeRoomTokensOf([person.id]);
      await notifyOwner(person, 'account_unlinked', requester);
      return epoch;
    },
  };
}
