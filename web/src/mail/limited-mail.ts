import type { Logger } from '@lantern/service/log';
import { LanternError } from '../errors.ts';
import type { Limit, Limits } from '../limits/limits.ts';
import { Shares } from '../limits/shares.ts';
import type { Mail, MailService, Outbox } from './service.ts';

/** What one address may have looked up at once, to see whether there is a letter to be written. */
const COMPOSED = { ofAccount: Number.POSITIVE_INFINITY, ofAddress: 8 };
/** Letters that somebody asked for and that are not sent yet, while a mail server is slow. */
const LETTERS = { ofAccount: 2, ofAddress: 8 };
/** Security mails that are not sent yet. Where the change was made does not matter, so no address counts. */
const SECURITY_MAILS = { ofAccount: 8, ofAddress: Number.POSITIVE_INFINITY };

type Parts = {
  outbox: Pick<MailService, 'post'>;
  limits: Limits;
  log: Logger;
  /** Multiplies what one address may have under way: above 1 where many people share one. */
  factor?: number | undefined;
};

/**
 * The only way by which mail leaves. However many doors ask for mails, and from however many addresses, a mailbox gets only
 * so many, and only so many wait for the mail server. What is over is left out and told to the log, never to who asked: the
 * refusal would say whose account it is. Doors limit who asks besides, in the open: by address and by person.
 *
 * Letters that somebody asked for, links that confirm an address and security mails are counted apart: else a
 * stranger could ask for letters, or sign up with addresses of the owner's mailbox, until the owner is told of nothing.
 */
export function limitedMail({ outbox, limits, log, factor = 1 }: Parts): Outbox {
  const scaled = (share: typeof LETTERS) => ({ ...share, ofAddress: share.ofAddress * Math.max(1, factor) });
  const composed = new Shares(scaled(COMPOSED));
  const letters = new Shares(scaled(LETTERS));
  const securityMails = new Shares(SECURITY_MAILS);

  const leftOut = (userId: string, why: string) =>
    log.warn({ user_id: userId }, `a mail was left out: ${why}`);

  async function isLeft({ userId, to }: Mail, recipient: Limit, account?: Limit): Promise<boolean> {
    try {
      await Promise.all([account?.spend(userId), recipient.spend(mailbox(to))]);
      return true;
    } catch (error) {
      if (!(error instanceof LanternError) || error.code !== 'too_many_requests') throw error;
      leftOut(userId, 'this mailbox has got too many');
      return false;
    }
  }

  /** @returns undefined where there is no room: the log has it */
  function begun(shares: Shares, account: string, userId: string): (() => void) | undefined {
    try {
      return shares.begin(account);
    } catch {
      leftOut(userId, 'too many of this person or address are not sent yet');
      return undefined;
    }
  }

  return {
    post(compose) {
      const isComposed = composed.begin(undefined);
      let end = () => {};
      const write = async () => {
        // The place is free again before it is known whether a mail is sent: otherwise a refusal of the next request would tell.
        const mail = await compose().finally(isComposed);
        const isSent = mail && begun(letters, letterTo(mail.userId), mail.userId);
        if (!isSent) return undefined;
        end = isSent;
        const { lettersToAccount, lettersToRecipient } = limits;
        return (await isLeft(mail, lettersToRecipient, lettersToAccount)) ? mail : undefined;
      };
      try {
        void outbox.post(write).finally(() => end());
      } catch (error) {
        isComposed();
        throw error;
      }
    },

    tell(mail, about = 'happened') {
      const { userId } = mail;
      const { confirmationsToRecipient, securityMailsToAccount, securityMailsToRecipient } = limits;
      const confirms = about === 'confirmation';
      const end = confirms
        ? begun(letters, confirmationOf(userId), userId)
        : begun(securityMails, userId, userId);
      if (!end) return;
      const write = async () => {
        const left = confirms
          ? isLeft(mail, confirmationsToRecipient)
          : isLeft(mail, securityMailsToRecipient, securityMailsToAccount);
        return (await left) ? mail : undefined;
      };
      try {
        void outbox.post(write, confirms ? 'letter' : 'security_mail').finally(end);
      } catch {
        end();
        log.error({ user_id: userId }, 'a mail could not be sent');
      }
    },

    demandRoom: (userId) => letters.demand(confirmationOf(userId)),
  };
}

const letterTo = (userId: string) => `letter to ${userId}`;
const confirmationOf = (userId: string) => `confirmation of ${userId}`;

/** What follows a "+" is a folder of the same mailbox, and most servers do not look at the case. */
function mailbox(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).replace(/(?<=.)\+.*$/, '');
  return `${local}${address.slice(at)}`.toLowerCase();
}
