import type { Request, Response } from 'express';
import { type CurrentUser, newAccount } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localPath } from '../http/pages/local-path.ts';
import type { BrowserSignIn } from '../http/session/browser-sign-in.ts';
import { callerOf, requesterOf } from '../http/session/caller.ts';
import { saveSession } from '../http/session/session.ts';
import type { Attempt, Newcomer } from './attempts.ts';
import type { Arrived } from './providers/provider.ts';
import type { SocialService } from './service.ts';

const SIGN_UP = 'social/views/sign-up.njk';
const ACCOUNTS = '/settings/social-accounts';

/** The way to a provider and back, and signing up with what it reports. A GET begins it: a form may not lead to other sites. */
export function socialPages({ social, signIn }: { social: SocialService; signIn: BrowserSignIn }) {
  /** What somebody goes there for: a stranger to sign in, who is signed in for what they have asked for here. */
  function purposeOf(
    req: Request,
    provider: string,
    person: CurrentUser | undefined,
  ): Attempt['purpose'] | undefined {
    if (!person) return 'sign_in';
    if ('confirm' in req.query) return 'confirm';
    return social.isPermitted(req.session.linking, provider) ? 'link' : undefined;
  }

  async function finish(req: Request, attempt: Attempt, arrived: Arrived): Promise<string> {
    const { person } = req.res?.locals ?? {};
    const { purpose, provider, next } = attempt;
    if (person && purpose === 'link') {
      await social.link(person, { arrived, provider }, requesterOf(req));
      return `${ACCOUNTS}?saved=linked`;
    }
    if (person && purpose === 'confirm') {
      if (!(await social.isThem(person, arrived))) return confirmAgain(next, 'another');
      await signIn.prove(req);
      return next;
    }
    const first = await social.verify(arrived);
    if (first) return signIn.withFirstFactor(req, first, next);
    await signIn.welcome(req, await social.welcome(arrived, attempt));
    return '/signup/provider';
  }

  const newcomerOf = (req: Request): Newcomer | undefined => social.open(req.session.newcomer);

  return {
    async go(req: Request, res: Response) {
      const { name } = social.find(String(req.params.provider));
      const next = localPath(req.query.next);
      const { person } = res.locals;
      const purpose = purposeOf(req, name, person);
      if (!purpose) return res.redirect(303, next);
      const wanted = { name, purpose, userId: person?.id, next };
      const { attempt, address } = await social.begin(wanted, callerOf(req));
      delete req.session.linking;
      req.session.attempts = social.withAttempt(req.session.attempts, attempt);
      await saveSession(req);
      res.redirect(303, address);
    },

    async callback(req: Request, res: Response) {
      const { name } = social.find(String(req.params.provider));
      const answer = new URL(req.originalUrl, 'http://local.invalid').searchParams;
      const attempt = social.match(req.session.attempts, {
        provider: name,
        answer,
        userId: res.locals.person?.id,
      });
      // Before anything is done with the code: whatever comes of it, it is not done twice.
      req.session.attempts = social.withoutAttempt(req.session.attempts, attempt);
      await saveSession(req);
      const arrived = await social.arrive(attempt, answer, callerOf(req));
      res.redirect(303, arrived ? await finish(req, attempt, arrived) : cancelled(attempt));
    },

    signUpForm(req: Request, res: Response) {
      const newcomer = newcomerOf(req);
      if (!newcomer || res.locals.person) return res.redirect(303, '/login');
      res.render(SIGN_UP, { ...shown(newcomer), values: newcomer.profile, fields: {} });
    },

    async signUp(req: Request, res: Response) {
      const newcomer = newcomerOf(req);
      if (!newcomer || res.locals.person) throw new LanternError('provider_attempt_invalid');
      const action = async () => {
        const first = await social.signUp(newcomer, parse(newAccount, inputOf(req)), requesterOf(req));
        res.redirect(303, await signIn.withFirstFactor(req, first, newcomer.next));
      };
      await submit(req, res, { view: SIGN_UP, data: () => shown(newcomer), action });
    },
  };

  function shown({ identity: { provider, name } }: Newcomer) {
    return { provider: social.find(provider), accountName: name };
  }
}

const confirmAgain = (next: string, why: string) =>
  `/settings/confirm?next=${encodeURIComponent(next)}&${why}`;

function cancelled({ purpose, next }: Attempt): string {
  if (purpose === 'link') return `${ACCOUNTS}?cancelled`;
  if (purpose === 'confirm') return confirmAgain(next, 'cancelled');
  return `/login?next=${encodeURIComponent(next)}&cancelled`;
}
