import type { Logger } from '@lantern/service/log';
import { LanternError } from '../errors.ts';
import type { Limit, Limits } from '../limits.ts';
import type { Mail, Outbox } from './service.ts';

/**
 * The only way by which mail leaves. However many doors ask for mails, and from however many addresses, a mailbox gets only
 * so many. What is over is left out and told to the log, never to who asked: the refusal would say whose account it is.
 * Doors limit who asks besides, in the open: by address and by person.
 *
 * Letters that somebody asked for, links that confirm an address and notices of what has happened are counted apart: else a
 * stranger could ask for letters, or sign up with addresses of the owner's mailbox, until the owner is told of nothing.
 */
export function limitedMail(outbox: Outbox, limits: Limits, log: Logger): Outbox {
  async function isLeft({ personId, to }: Mail, recipient: Limit, account?: Limit): Promise<boolean> {
    try {
      await Promise.all([account?.spend(personId), recipient.spend(mailbox(to))]);
      return true;
    } catch (error) {
      if (!(error instanceof LanternError) || error.code !== 'too_many_requests') throw error;
      log.warn({ person_id: personId }, 'a mail was left out: this mailbox has got too many');
      return false;
    }
  }

  return {
    post(compose) {
      outbox.post(async () => {
        const mail = await compose();
        const { lettersToAccount, lettersToRecipient } = limits;
        return mail && (await isLeft(mail, lettersToRecipient, lettersToAccount)) ? mail : undefined;
      });
    },

    tell(mail, about = 'happened') {
      const { confirmationsToRecipient, noticesToAccount, noticesToRecipient } = limits;
      try {
        outbox.post(async () => {
          const left =
            about === 'confirmation'
              ? isLeft(mail, confirmationsToRecipient)
              : isLeft(mail, noticesToRecipient, noticesToAccount);
          return (await left) ? mail : undefined;
        });
      } catch {
        log.error({ person_id: mail.personId }, 'a mail could not be sent');
      }
    },
  };
}

/** What follows a "+" is a folder of the same mailbox, and most servers do not look at the case. */
function mailbox(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).replace(/(?<=.)\+.*$/, '');
  return `${local}${address.slice(at)}`.toLowerCase();
}
