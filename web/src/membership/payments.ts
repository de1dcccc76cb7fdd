/** What a subscription makes of somebody, as whoever takes the money has it now. */
export type Subscription = {
  /** In Stripe's words: `active`, `past_due`, `canceled` … */
  status: string;
  /** Whether it makes a member of its owner. */
  active: boolean;
  /** Whether nothing can come of it any more: another one may be sold. */
  over: boolean;
  /** Until when it is paid. */
  paidUntil: Date | null;
  /** When it ends, or has ended; null: it is renewed. */
  endsAt: Date | null;
};

/** Whoever takes the money. What is asked throws LanternError `payments_unavailable` when there is no good answer in time. */
export type Payments = {
  /**
   * Makes a customer of somebody; the same one when it is asked twice.
   *
   * @param replaced one that is no more, and cannot come back
   */
  createCustomer(person: { id: string; email: string }, replaced?: string): Promise<string>;
  /** Tells the customer's new e-mail, to which invoices go; nothing happens where there is no such customer any more. */
  changeEmail(customerId: string, email: string): Promise<void>;
  /** The subscription that counts of those that a customer has had; undefined: none. */
  subscriptionOf(customerId: string): Promise<Subscription | undefined>;
  /**
   * Where the customer pays; the same page until it is paid or has expired, so that two clicks pay once.
   *
   * @returns an address, or undefined when there is no such customer any more
   */
  checkout(customerId: string): Promise<string | undefined>;
  /** Where the customer changes their card, sees invoices, and cancels; undefined as above. */
  portal(customerId: string): Promise<string | undefined>;
  /** Ends every subscription of the customer at once, without a refund, and forgets who they are. */
  forget(customerId: string): Promise<void>;
  /**
   * Reads a notice: that something about a customer has changed. Not what: notices come twice, late and in any order.
   *
   * @param body byte for byte as it came: that is what the signature is of
   * @returns the customer it is about; undefined when it is about none, or about what is nothing to us
   * @throws LanternError `webhook_signature_invalid`
   */
  customerIn(body: Buffer, signature: string): string | undefined;
};
