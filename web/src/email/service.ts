import { createHash, randomBytes } from 'node:crypto';
import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import type { Account, CurrentUser, Requester } from '../accounts/index.ts';
import type { ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { type Reader, readerOf, type Sender } from '../mail/index.ts';
import type { ResetLinks } from '../password-reset/index.ts';
import { isAdministrator } from '../permissions.ts';
import { accountKey } from '../text/email-address.ts';
import { changedMail, changeMail, verifyMail } from './letters.ts';
import type { EmailLink, EmailRepository, Owner } from './repository.ts';

export type EmailParts = {
  repository: EmailRepository;
  findAccount: (id: string) => Promise<Account | undefined>;
  /** Absent: no address is verified, and a change takes effect at once. */
  sender: Sender | undefined;
  resetLinks: ResetLinks;
  chat: ChatNotifier;
  /** Tells whoever takes the money which e-mail somebody has now. */
  notifyPayments: (userId: string) => Promise<void>;
  limits: Limits;
  log: Logger;
};

export type EmailService = ReturnType<typeof emailService>;

/** Long enough for who reads mail once a day. */
const LINK_SECONDS = 24 * 60 * 60;
/** Whoever was away for a week finds the letter in time. */
const UNDO_SECONDS = 7 * 24 * 60 * 60;

type NewLink = Pick<EmailLink, 'userId' | 'email' | 'signInEpoch'> & { purpose: 'verify' | 'change' };

/**
 * Whether the address of an account is its owner's: by links that are mailed there. Each is good once; opening one changes
 * nothing.
 */
export function emailService(parts: EmailParts) {
  const { repository, findAccount, sender, resetLinks, chat, notifyPayments, limits, log } = parts;

  /** Nobody waits for it: when it fails, the next webhook request or visit of the membership's page tells it. */
  function changed(userId: string): void {
    notifyPayments(userId).catch((error: Error) =>
      log.warn({ user_id: userId, reason: error.message }, 'a new e-mail was not told on'),
    );
  }

  async function linkFor(link: NewLink, { origin }: Sender): Promise<string> {
    const { token, tokenHash, expiresAt } = newLink(LINK_SECONDS);
    await repository.insert({ ...link, tokenHash, expiresAt });
    return linkUrl(origin, 'confirm', token);
  }

  async function mailVerification(person: Account, requester: Requester, by: Sender): Promise<void> {
    await limits.emailMailsTo.spend(accountKey(person.email));
    const { id: userId, email, signInEpoch } = person;
    const url = await linkFor({ userId, email, signInEpoch, purpose: 'verify' }, by);
    by.mail.tell(verifyMail(readerOf(person, requester.locale), by.texts, url), 'confirmation');
  }

  /** @throws LanternError `email_taken` */
  async function requireFree(email: string, userId?: string): Promise<void> {
    if (!(await repository.isFree(email, userId))) throw taken();
  }

  return {
    /** Whether addresses are verified here. */
    byMail: sender !== undefined,

    requireFree,

    /** For a change that took effect at once. */
    changed,

    /** Mails a link to the address of a new account, if mail is sent at all. The account is good without. */
    async welcome(person: Account, requester: Requester): Promise<void> {
      if (!sender || person.emailVerified) return;
      try {
        await mailVerification(person, requester, sender);
      } catch (error) {
        if (!(error instanceof LanternError)) throw error;
        log.warn({ user_id: person.id, reason: error.code }, 'no link was mailed to a new account');
      }
    },

    /**
     * Mails the link once more. Those before stay good.
     *
     * @throws LanternError `mail_not_configured`, `email_already_verified`, `too_many_requests`
     */
    async sendVerification(person: CurrentUser, requester: Requester): Promise<void> {
      if (!sender) throw new LanternError('mail_not_configured');
      if (person.emailVerified) throw new LanternError('email_already_verified');
      sender.mail.demandRoom(person.id);
      await limits.emailMailsFromAddress.spend(requester.ip ?? 'unknown');
      await limits.emailMailsOfAccount.spend(person.id);
      await mailVerification(person, requester, sender);
    },

    /**
     * Whether an account may ask for this address now, before anything is changed.
     *
     * @throws LanternError `email_taken`, `too_many_requests`
     */
    async requireChangeable(person: CurrentUser, email: string, requester: Requester): Promise<void> {
      await limits.emailMailsOfAccount.spend(person.id);
      await limits.emailMailsFromAddress.spend(requester.ip ?? 'unknown');
      await requireFree(email, person.id);
      sender?.mail.demandRoom(person.id);
      if (sender) await limits.emailMailsTo.spend(accountKey(email));
    },

    /**
     * Mails a link to an address that a person wants; their account gets it when that link is used. The person has shown
     * already that it is them, and `demandChange` let them go on.
     *
     * @returns false where no mail is sent: nothing was begun, and there is nothing to wait for
     */
    async askForChange(person: CurrentUser, email: string, requester: Requester): Promise<boolean> {
      if (!sender) return false;
      const { id: userId, signInEpoch } = person;
      const url = await linkFor({ userId, email, signInEpoch, purpose: 'change' }, sender);
      const reader = { ...readerOf(person, requester.locale), email };
      sender.mail.tell(changeMail(reader, sender.texts, url), 'confirmation');
      log.info({ act: 'email.change_asked', user_id: userId }, 'somebody asked for another e-mail');
      return true;
    },

    /** @returns the address that waits for its link to be used */
    pendingOf: ({ id, signInEpoch }: CurrentUser): Promise<string | undefined> =>
      sender ? repository.pendingOf(id, signInEpoch) : Promise.resolve(undefined),

    cancelChange: ({ id }: CurrentUser): Promise<void> => repository.cancelChange(id),

    /** What a link would do, and to which account. Asking changes nothing: mail scanners open links too. */
    async look(
      token: string,
      ...purposes: EmailLink['purpose'][]
    ): Promise<{ link: EmailLink; person: Owner } | undefined> {
      const found = await repository.find(hashOf(token), ...purposes);
      if (found?.link.purpose === 'change' && found.link.signInEpoch !== found.person.signInEpoch)
        return undefined;
      return found;
    },

    /**
     * Uses a link that was mailed to verify an address or to change to it.
     *
     * @throws LanternError `email_link_invalid`, `email_taken`, `too_many_requests`
     */
    async confirm(token: string, requester: Requester): Promise<void> {
      await limits.resetLinkFromAddress.spend(requester.ip ?? 'unknown');
      const tokenHash = hashOf(token);
      const verified = await repository.verify(tokenHash);
      if (verified) {
        log.info({ act: 'email.verified', user_id: verified.id }, 'somebody verified their e-mail');
        return;
      }
      const undo = newLink(UNDO_SECONDS);
      const { tokenHash: undoHash, expiresAt } = undo;
      const before = await orTaken(repository.change(tokenHash, { tokenHash: undoHash, expiresAt }));
      if (!before) throw new LanternError('email_link_invalid');
      log.info({ act: 'email.changed', user_id: before.id }, 'the e-mail of somebody was changed');
      changed(before.id);
      if (!sender) return;
      const reader: Reader = readerOf(before, requester.locale);
      sender.mail.tell(changedMail(reader, sender.texts, linkUrl(sender.origin, 'undo', undo.token)));
    },

    /**
     * Gives an account the address back that it had. Whoever changed it may know the password: everything ends that the
     * account is signed in with, what was set up since goes, and whoever reads the old address may set a new password at once.
     * The second factor of who was given rights over others stays: a mailbox alone is not enough for these.
     *
     * @returns the token of a link for a new password; undefined when the account is disabled
     * @throws LanternError `email_link_invalid`, `email_taken`, `too_many_requests`
     */
    async undo(token: string, requester: Requester): Promise<string | undefined> {
      await limits.resetLinkFromAddress.spend(requester.ip ?? 'unknown');
      const tokenHash = hashOf(token);
      const found = await repository.find(tokenHash, 'undo');
      const account = found && (await findAccount(found.person.id));
      const person = account && (await orTaken(repository.undo(tokenHash, isAdministrator(account))));
      if (!person) throw new LanternError('email_link_invalid');
      log.info({ act: 'email.change_undone', user_id: person.id }, 'a change of e-mail was undone');
      changed(person.id);
      await chat.revokeRoomTokensOf([person.id]);
      return person.disabledAt ? undefined : resetLinks.make(person.id, person.email);
    },
  };
}

function newLink(seconds: number) {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashOf(token), expiresAt: new Date(Date.now() + seconds * 1000) };
}

/** What the database knows a link by: what is read there cannot be used. */
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** The token is in the query, as that of a link for a new password. */
const linkUrl = (origin: string, act: 'confirm' | 'undo', token: string) =>
  `${origin}/email/${act}?token=${token}`;

const taken = () => new LanternError('email_taken', { fields: { email: 'email_taken' } });

async function orTaken<Result>(change: Promise<Result>): Promise<Result> {
  try {
    return await change;
  } catch (error) {
    throw violatedIndex(error) === 'users_email_key' ? taken() : error;
  }
}
