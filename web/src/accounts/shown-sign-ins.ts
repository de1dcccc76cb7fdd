import type { PastSignIn } from './repository.ts';

/** A page of the sign-in history as programs see it: `signInPage` of schemas.ts. */
export function shownSignIns({ items, next }: { items: PastSignIn[]; next: string | undefined }) {
  return {
    items: items.map(({ id, at, ip, userAgent, method, outcome }) => ({
      id,
      at: at.toISOString(),
      ip,
      user_agent: userAgent,
      method,
      outcome,
    })),
    next: next ?? null,
  };
}
