import {
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser';
import { Refusal, show } from './failure.ts';
import { send } from './send.ts';

/** The site takes an answer for five minutes after it was asked for what to sign. */
const RENEW_AFTER_MS = 4 * 60_000;
const ANSWER_WITHIN_MS = 10_000;

/** Pages that ask for a passkey: by their button, and where the browser can in the field for the name. */
export function startAsking(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-passkey-options]:not([hidden])');
  if (!form) return;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    show(form, undefined);
    try {
      // Ends what waits for the field: a browser asks for one thing at a time.
      send(form, await startAuthentication({ optionsJSON: await optionsOf(form) }));
    } catch (error) {
      show(form, error);
    }
  });
  if ('passkeyAutofill' in form.dataset) void offerInField(form);
}

/** Goes on until somebody chooses a passkey in the field, or the button is used. It says nothing: nobody has asked. */
async function offerInField(form: HTMLFormElement): Promise<void> {
  if (!(await browserSupportsWebAuthnAutofill())) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const offer = async () => {
    timer = setTimeout(whenSeen, RENEW_AFTER_MS);
    try {
      const optionsJSON = await optionsOf(form);
      send(form, await startAuthentication({ optionsJSON, useBrowserAutofill: true }));
    } catch {
      // Another offer, the button or the browser has ended this one.
    }
  };
  /** A page that nobody looks at does not keep its session open. */
  const whenSeen = () => {
    if (document.visibilityState === 'visible') void offer();
    else document.addEventListener('visibilitychange', whenSeen, { once: true });
  };
  form.addEventListener('submit', () => clearTimeout(timer));
  await offer();
}

/** @throws Refusal */
async function optionsOf(form: HTMLFormElement): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const token = form.elements.namedItem('_csrf') as HTMLInputElement;
  const response = await fetch(form.dataset.passkeyOptions ?? '', {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-CSRF-Token': token.value },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const body = await response.json();
  if (!response.ok) throw new Refusal(String(body.detail ?? ''));
  return body;
}
