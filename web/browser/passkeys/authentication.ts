import {
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser';
import { ErrorFromSite, showError } from './error-message.ts';
import { submitCredential } from './submit-credential.ts';

/** The site accepts a response for five minutes after it has issued the challenge. */
const RENEW_AFTER_MS = 4 * 60_000;
const RESPONSE_TIMEOUT_MS = 10_000;

/** Sets up the form that asks for a passkey: its button, and where the browser can, the autofill of the name's field. */
export function setUpAuthentication(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-passkey-options]:not([hidden])');
  if (!form) return;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    showError(form, undefined);
    try {
      // Aborts a pending autofill: a browser allows one request at a time.
      submitCredential(form, await startAuthentication({ optionsJSON: await fetchOptions(form) }));
    } catch (error) {
      showError(form, error);
    }
  });
  if ('passkeyAutofill' in form.dataset) void offerAutofill(form);
}

/** Offers autofill until the reader chooses a passkey or uses the button. Shows no errors: the reader has not asked for it. */
async function offerAutofill(form: HTMLFormElement): Promise<void> {
  if (!(await browserSupportsWebAuthnAutofill())) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const offer = async () => {
    timer = setTimeout(offerWhenVisible, RENEW_AFTER_MS);
    try {
      const optionsJSON = await fetchOptions(form);
      submitCredential(form, await startAuthentication({ optionsJSON, useBrowserAutofill: true }));
    } catch {
      // Another offer, the button or the browser has aborted this one.
    }
  };
  /** A hidden page must not keep its session alive. */
  const offerWhenVisible = () => {
    if (document.visibilityState === 'visible') void offer();
    else document.addEventListener('visibilitychange', offerWhenVisible, { once: true });
  };
  form.addEventListener('submit', () => clearTimeout(timer));
  await offer();
}

/** @throws ErrorFromSite */
async function fetchOptions(form: HTMLFormElement): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const token = form.elements.namedItem('_csrf') as HTMLInputElement;
  const response = await fetch(form.dataset.passkeyOptions ?? '', {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-CSRF-Token': token.value },
    signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
  });
  const body = await response.json();
  if (!response.ok) throw new ErrorFromSite(String(body.detail ?? ''));
  return body;
}
