import type { Logger } from '@lantern/service/log';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { RoleService } from '../roles/index.ts';
import type { Payments, Subscription } from './payments.ts';
import type { Membership, MembershipRepository } from './repository.ts';

export type { Membership } from './repository.ts';
export type MembershipService = ReturnType<typeof membershipService>;

type Buyer = { id: string; email: string };

/** Several notices of one purchase come at once, and each but the first has to look again. */
const MOST_LOOKS = 20;
const NONE = { status: null, active: false, paidUntil: null, endsAt: null };

export type MembershipParts = {
  repository: MembershipRepository;
  /** Absent: nothing is sold here. */
  seller: Payments | undefined;
  roles: RoleService;
  limits: Limits;
  log: Logger;
};

export function membershipService({ repository, seller, roles, limits, log }: MembershipParts) {
  function payments(): Payments {
    if (!seller) throw new LanternError('membership_not_configured');
    return seller;
  }

  /**
   * Asks what a customer has now, writes it down, and gives or takes the role. An answer that is older than what is written
   * is never written: whoever finds that somebody wrote meanwhile asks again.
   *
   * @returns undefined when there is no subscription, or the customer is nobody's here
   */
  async function look(customerId: string): Promise<Subscription | undefined> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const known = await repository.findByCustomer(customerId);
      if (!known) return undefined;
      const { userId, version } = known;
      const subscription = await payments().subscriptionOf(customerId);
      const { status, active, paidUntil, endsAt } = subscription ?? NONE;
      if (!(await repository.record(userId, version, { status, active, paidUntil, endsAt }))) continue;
      const entry = { user_id: userId, status };
      if (active && !known.active) log.info({ act: 'membership.began', ...entry }, 'a membership began');
      if (!active && known.active) log.info({ act: 'membership.ended', ...entry }, 'a membership ended');
      await roles.settleMembership(userId);
      await tellEmail(userId);
      return subscription;
    }
    throw new LanternError('busy');
  }

  /**
   * Tells Stripe the person's e-mail where it has another. When Stripe does not answer, the next webhook request, checkout or visit of
   * the customer's pages tries again.
   */
  async function tellEmail(userId: string): Promise<void> {
    if (!seller) return;
    const known = await repository.findEmail(userId);
    if (!known || known.told === known.current) return;
    try {
      await seller.changeEmail(known.customerId, known.current);
      await repository.recordEmail(known.customerId, known.current);
    } catch (error) {
      if (!(error instanceof LanternError)) throw error;
      log.warn({ user_id: userId, reason: error.code }, 'Stripe was not told of a new e-mail');
    }
  }

  async function customerOf({ id, email }: Buyer): Promise<string> {
    const known = await repository.find(id);
    if (known) return known.customerId;
    await repository.insert(id, await payments().createCustomer({ id, email }), email);
    const made = await repository.find(id);
    if (!made) throw new LanternError('user_not_found');
    return made.customerId;
  }

  return {
    /** Whether one can be bought here. */
    isSold: seller !== undefined,

    /** As it was when Stripe last spoke of it; undefined for who never began to buy one. */
    of: (userId: string): Promise<Membership | undefined> => repository.find(userId),

    /**
     * @returns where to pay
     * @throws LanternError `membership_not_configured`, `membership_exists`, `payments_unavailable`, `too_many_requests`
     */
    async checkout(buyer: Buyer): Promise<string> {
      await limits.checkoutsOfPerson.spend(buyer.id);
      const customerId = await customerOf(buyer);
      const had = await look(customerId);
      if (had && !had.over) throw new LanternError('membership_exists');
      const url = await payments().checkout(customerId);
      if (url) return url;
      // Somebody has deleted the customer at Stripe.
      const fresh = await payments().createCustomer(buyer, customerId);
      await repository.replaceCustomer({
        userId: buyer.id,
        from: customerId,
        to: fresh,
        email: buyer.email,
      });
      const second = await payments().checkout(fresh);
      if (!second) throw new LanternError('payments_unavailable');
      return second;
    },

    /**
     * @returns where to change the card, see invoices and cancel
     * @throws LanternError `membership_not_configured`, `membership_not_found`, `payments_unavailable`, `too_many_requests`
     */
    async portal(userId: string): Promise<string> {
      await limits.checkoutsOfPerson.spend(userId);
      const sold = payments();
      const known = await repository.find(userId);
      await tellEmail(userId);
      const url = known && (await sold.portal(known.customerId));
      if (!url) throw new LanternError('membership_not_found');
      return url;
    },

    tellEmail,

    /**
     * Handles a webhook request of Stripe's. Only the customer's id is read from it, and the state is asked of Stripe: a request that
     * comes twice, late or before another does no harm.
     *
     * @throws LanternError `membership_not_configured`, `webhook_signature_invalid`, `payments_unavailable`, `busy`: Stripe
     * sends it again then
     */
    async handleWebhook(body: Buffer, signature: string): Promise<void> {
      const customerId = payments().customerIn(body, signature);
      if (customerId) await look(customerId);
    },

    /**
     * Ends what somebody pays for, before their account goes.
     *
     * @throws LanternError `payments_unavailable`
     */
    async end(userId: string): Promise<void> {
      const known = await repository.find(userId);
      if (!known) return;
      if (seller) return seller.forget(known.customerId);
      log.warn(
        { user_id: userId, customer: known.customerId },
        'Stripe is not configured any more: a subscription may go on without an account',
      );
    },
  };
}
