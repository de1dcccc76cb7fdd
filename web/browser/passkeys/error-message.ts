import { WebAuthnError } from '@simplewebauthn/browser';

/** Shows an error in the form, with the text that its template contains; `undefined` hides the last one. */
export function showError(form: HTMLFormElement, error: unknown): void {
  const line = form.querySelector<HTMLElement>('[role=alert]');
  if (!line) return;
  const text = error === undefined ? '' : textFor(line.dataset, error);
  line.textContent = text;
  line.hidden = text === '';
}

/** An error of the site, whose message is in the reader's locale. */
export class ErrorFromSite extends Error {}

function textFor(texts: DOMStringMap, error: unknown): string {
  if (error instanceof ErrorFromSite) return error.message;
  const { name, code } = error as Partial<WebAuthnError>;
  switch (error instanceof WebAuthnError ? code : undefined) {
    case 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED':
      return texts.exists ?? '';
    case 'ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT':
    case 'ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT':
      return texts.unsuitable ?? '';
  }
  // A newer request has aborted this one, and shows its own errors.
  if (name === 'AbortError') return '';
  return (name === 'NotAllowedError' ? texts.cancelled : texts.other) ?? '';
}
