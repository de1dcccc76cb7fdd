import type { Logger } from '@lantern/service/log';
import type {
  Account,
  AccountRecovery,
  AfterReset,
  Caller,
  CurrentUser,
  Requester,
} from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { Locale } from '../locales/locales.ts';
import { readerOf, type Sender } from '../mail/index.ts';
import { covers, isAdministrator } from '../permissions.ts';
import { accountKey } from '../text/email-address.ts';
import { changedMail, linkMail } from './letters.ts';
import { linkUrl, type ResetLinks } from './links.ts';
import type { OtherWaysIn, ResetLink } from './repository.ts';
import type { Reset } from './schemas.ts';
export type PasswordResetParts = {
  links: ResetLinks;
  recovery: AccountRecovery;
  /** Absent: links come from administrators and the console only. */
  sender: Sender | undefined;
  limits: Limits;
  log: Logger;
};

/** What a link is good for: what goes by itself when it is used, and what there is. */
type LookedAt = OtherWaysIn & { emailVerified: boolean; removes: AfterReset['removes'] };

export type PasswordResetService = ReturnType<typeof passwordResetService>;

/** How people who have forgotten their password set a new one. */
export function passwordResetService({ links, recovery, sender, limits, log }: PasswordResetParts) {
  return {
    /** Whether links are sent by mail here. */
    byMail: sender !== undefined,

    /**
     * Mails a link to whoever has an account of this name. Whether somebody has is looked up after the answer, which says
     * nothing of it, in what it holds or in how long it takes.
     *
     * @param name an e-mail or a login
     * @param locale the one of whoever asks, for people who have chosen none
     * @throws LanternError `mail_not_configured`, `too_many_requests`, `busy`
     */
    async ask(name: string, caller: Caller, locale: Locale): Promise<void> {
      if (!sender) throw new LanternError('mail_not_configured');
      await limits.resetFromAddress.spend(caller.ip ?? 'unknown');
      await limits.resetOfAccount.spend(accountKey(name));
      sender.mail.post(async () => {
        const person = await recovery.findByName(name);
        if (!person || person.disabledAt) return undefined;
        const url = linkUrl(sender.origin, await links.make(person.id, person.email));
        return linkMail(readerOf(person, locale), sender.texts, url);
      });
    },

    /**
     * Makes a link that an administrator gives to somebody.
     *
     * @returns its token, for this once
     * @throws LanternError `user_not_found`, `permission_missing`, `rights_exceed_yours`, `account_disabled`
     */
    async makeLink(actor: CurrentUser, userId: string): Promise<{ token: string; person: Account }> {
      const person = await recovery.find(userId);
      if (!person) throw new LanternError('user_not_found');
      // One's own password is changed with the current one: who finds a session open must not get the account.
      if (person.id === actor.id) throw new LanternError('permission_missing');
      // Whoever sets somebody's password has their rights: nobody gets more of them here than they have.
      if (!covers(actor, person)) throw new LanternError('rights_exceed_yours');
      if (person.disabledAt) throw new LanternError('account_disabled');
      const token = await links.make(person.id);
      log.info(
        { act: 'person.reset_link_made', by: actor.id, user_id: person.id },
        'an administrator made a link that sets a new password',
      );
      return { token, person };
    },

    /**
     * What a link is good for, and what else lets somebody in. Asking changes nothing: mail scanners open links too.
     *
     * @returns undefined when it sets no password any more
     */
    look,

    /** The same for a program. @throws LanternError `reset_link_invalid`, `too_many_requests` */
    async waysIn(token: string, caller: Caller): Promise<LookedAt> {
      await limits.resetLinkFromAddress.spend(caller.ip ?? 'unknown');
      const found = await look(token);
      if (!found) throw new LanternError('reset_link_invalid');
      return found;
    },

    /**
     * Sets the password and ends everything the person was signed in with. It signs nobody in: that has its own door, which
     * may ask for more than a password. An address that nobody had verified may be that of somebody else than the one who
     * signed up with it: by a link that was mailed there all that had been set up before goes.
     *
     * @returns whose password it is, and the epoch that begins with it
     * @throws LanternError `reset_link_invalid`, `invalid_fields`, `too_many_requests`
     */
    async reset(
      { token, password, remove_other_ways_in: wanted }: Reset,
      requester: Requester,
    ): Promise<{ id: string; epoch: number }> {
      await limits.resetLinkFromAddress.spend(requester.ip ?? 'unknown');
      const { link, person } = (await find(token)) ?? {};
      if (!link || !person) throw new LanternError('reset_link_invalid');
      const itself = removedBy(link, person);
      const removes = itself === 'nothing' && wanted ? 'ways_in' : itself;
      const also = { verifies: isMailed(link, person), removes };
      // The new password begins an epoch, and links live in one only: that makes this one good once.
      const epoch = await recovery.setPassword({
        person,
        epoch: link.signInEpoch,
        password,
        caller: requester,
        also,
      });
      if (epoch === undefined) throw new LanternError('reset_link_invalid');
      const entry = { act: 'password.reset', user_id: person.id, removed: removes };
      log.info(entry, 'somebody set a new password by a link');
      sender?.mail.tell(
        changedMail(readerOf(person, requester.locale), sender.texts, {
          origin: sender.origin,
          removed: removes,
        }),
      );
      return { id: person.id, epoch };
    },
  };

  async function find(token: string) {
    const link = await links.find(token);
    const person = link && (await recovery.find(link.userId));
    if (!person || person.disabledAt || person.signInEpoch !== link?.signInEpoch) return undefined;
    return { link, person };
  }

  async function look(token: string): Promise<LookedAt | undefined> {
    const { link, person } = (await find(token)) ?? {};
    if (!link || !person) return undefined;
    const { emailVerified } = person;
    return { ...(await links.waysInOf(person.id)), emailVerified, removes: removedBy(link, person) };
  }
}

/** Whether whoever has the link reads the address that the account has. */
const isMailed = ({ mailedTo }: ResetLink, { email }: Account): boolean => mailedTo === email;

/**
 * What goes by itself. Who was given rights over others is known to whoever gave them: their second factor stays, or a
 * mailbox alone would be enough for these rights.
 */
function removedBy(link: ResetLink, person: Account): AfterReset['removes'] {
  if (!isMailed(link, person) || person.emailVerified) return 'nothing';
  return isAdministrator(person) ? 'ways_in' : 'everything';
}
