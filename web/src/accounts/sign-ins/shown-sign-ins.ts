import { type Page, shownPage } from '../../paging.ts';
import type { PastSignIn } from './repository.ts';

/** A page of the sign-in history as programs see it: `signInPage` of schemas.ts. */
export const shownSignIns = (page: Page<PastSignIn>) =>
  shownPage(page, ({ id, at, ip, userAgent, method, outcome }) => ({
    id,
    at: at.toISOString(),
    ip,
    user_agent: userAgent,
    method,
    outcome,
  }));
