import type { Request, Response } from 'express';
import type { AccountService } from '../accounts/index.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localPath } from '../http/pages/local-path.ts';
import { localeOf } from '../http/pages/locale.ts';
import type { BrowserSignIn } from '../http/session/browser-sign-in.ts';
import { callerOf, requesterOf } from '../http/session/caller.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { partyOf } from '../http/session/relying-party.ts';
import { renewSession } from '../http/session/session.ts';
import { deviceName } from '../http/session/user-agent.ts';
import type { Challenge } from './challenges.ts';
import {
  type Assertion,
  assertion,
  challengeIn,
  newCredential,
  passkeyName,
  readAnswer,
  removal,
  renaming,
} from './schemas.ts';
import type { PasskeyRotation } from './service.ts';
import type { Answered, PasskeySignIn } from './sign-in.ts';
import { userHandle } from './user-handle.ts';

const HOME = '/settings/passkeys';
const LIST = 'passkeys/views/list.njk';
const NEW = 'passkeys/views/new.njk';
const RENAME = 'passkeys/views/rename.njk';
const REMOVE = 'passkeys/views/remove.njk';
const SIGN_IN = 'sign-in/views/login.njk';

/** What the list says was done: `settings:saved.<one of these>` in locales/. */
const SAVED = ['passkey_added', 'passkey_renamed', 'passkey_removed'];

/** Tabs that a browser has open at once may each have asked for a challenge. */
const MOST_OPEN = 5;

type Parts = {
  accounts: AccountService;
  passkeys: PasskeyRotation;
  passkeySignIn: PasskeySignIn;
  signIn: BrowserSignIn;
};

/** What authenticators sign is put into forms by the page's script: answers are pages, with or without a refusal. */
export function passkeyPages({ accounts, passkeys, passkeySignIn: ways, signIn }: Parts) {
  async function listed(req: Request) {
    const person = currentUserOf(req);
    return {
      passkeys: await passkeys.list(person),
      userHandle: userHandle(person.id),
      fields: {},
      values: {},
    };
  }
  const named = async (req: Request) => ({ passkey: await passkeys.get(currentUserOf(req), idOf(req)) });
  const one = (view: string) => async (req: Request, res: Response) => {
    const { passkey } = await named(req);
    res.render(view, { passkey, values: passkey, fields: {} });
  };

  return {
    async list(req: Request, res: Response) {
      const saved = SAVED.find((each) => each === req.query.saved);
      res.render(LIST, { ...(await listed(req)), saved });
    },

    async begin(req: Request, res: Response) {
      res.locals.path = HOME;
      const action = async () => {
        const { current_password } = parse(removal, inputOf(req));
        const by = { party: partyOf(req), locale: localeOf(req) };
        const { options, challenge } = await passkeys.begin(currentUserOf(req), current_password, by);
        keepChallenge(req, challenge);
        res.render(NEW, { options: JSON.stringify(options), values: { name: ownName(req) }, fields: {} });
      };
      await submit(req, res, { view: LIST, data: () => listed(req), action });
    },

    async create(req: Request, res: Response) {
      const action = async () => {
        const { credential, name } = inputOf(req);
        const answer = readAnswer(newCredential, credential);
        const challenge = takeChallenge(req, answer.response.clientDataJSON);
        // The device has the passkey by now: a name is no reason to refuse it.
        const called = passkeyName.safeParse(name).data ?? ownName(req);
        const made = { challenge, answer, name: called, party: partyOf(req) };
        await passkeys.register(currentUserOf(req), made, requesterOf(req));
        res.redirect(303, `${HOME}?saved=passkey_added`);
      };
      await submit(req, res, { view: LIST, data: () => listed(req), action });
    },

    renameForm: one(RENAME),

    async rename(req: Request, res: Response) {
      const action = async () => {
        await passkeys.rename(currentUserOf(req), idOf(req), parse(renaming, inputOf(req)).name);
        res.redirect(303, `${HOME}?saved=passkey_renamed`);
      };
      await submit(req, res, { view: RENAME, data: () => named(req), action });
    },

    removeForm: one(REMOVE),

    async remove(req: Request, res: Response) {
      const action = async () => {
        const { current_password } = parse(removal, inputOf(req));
        const wanted = { id: idOf(req), currentPassword: current_password };
        const epoch = await passkeys.remove(currentUserOf(req), wanted, requesterOf(req));
        await renewSession(req, { signInEpoch: epoch }, accounts.moveSession);
        res.redirect(303, `${HOME}?saved=passkey_removed`);
      };
      await submit(req, res, { view: REMOVE, data: () => named(req), action });
    },

    async signInOptions(req: Request, res: Response) {
      const { options, challenge } = await ways.begin(partyOf(req), callerOf(req));
      keepChallenge(req, challenge);
      res.json(options);
    },

    async signIn(req: Request, res: Response) {
      const { credential, next: wanted } = inputOf(req);
      const next = localPath(wanted);
      let unknown: string | undefined;
      const action = async () => {
        const answer = readAnswer(assertion, credential);
        unknown = answer.id;
        const first = await ways.verify(answered(req, answer));
        res.redirect(303, await signIn.withFirstFactor(req, first, next));
      };
      res.locals.path = '/login';
      await submit(req, res, { view: SIGN_IN, data: () => ({ next, answeredWith: unknown }), action });
    },

    async confirmOptions(req: Request, res: Response) {
      const { options, challenge } = await ways.beginConfirmation(currentUserOf(req), partyOf(req));
      keepChallenge(req, challenge);
      res.json(options);
    },

    async confirm(req: Request, res: Response) {
      const { credential, next } = inputOf(req);
      // Where a refusal lets them try again.
      res.locals.path = `/settings/confirm?next=${encodeURIComponent(localPath(next))}`;
      const answer = readAnswer(assertion, credential);
      await ways.confirm(currentUserOf(req), answered(req, answer));
      await signIn.prove(req);
      res.redirect(303, localPath(next));
    },
  };
}

function keepChallenge(req: Request, challenge: Challenge): void {
  req.session.challenges = [...(req.session.challenges ?? []), challenge].slice(-MOST_OPEN);
}

/** Takes the challenge that an answer names out of the session, before anything is looked at. */
function takeChallenge(req: Request, clientDataJSON: string): Challenge | undefined {
  const open = req.session.challenges ?? [];
  const text = challengeIn(clientDataJSON);
  req.session.challenges = open.filter((each) => each.text !== text);
  return open.find((each) => each.text === text);
}

const answered = (req: Request, answer: Assertion): Answered => ({
  challenge: takeChallenge(req, answer.response.clientDataJSON),
  answer,
  party: partyOf(req),
  caller: callerOf(req),
});

const idOf = (req: Request) => String(req.params.passkey);

/** What a passkey is called until its owner calls it otherwise: by the device it was made on. */
function ownName(req: Request): string {
  return passkeyName.safeParse(deviceName(req.get('user-agent') ?? '').slice(0, 64)).data ?? '—';
}
