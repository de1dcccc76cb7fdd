import { WebAuthnError } from '@simplewebauthn/browser';

/** Says why nothing came of it, in the words that the form has for it; undefined: takes back what was said. */
export function show(form: HTMLFormElement, error: unknown): void {
  const line = form.querySelector<HTMLElement>('[role=alert]');
  if (!line) return;
  const text = error === undefined ? '' : textFor(line.dataset, error);
  line.textContent = text;
  line.hidden = text === '';
}

/** What the site said itself, in the reader's language. */
export class Refusal extends Error {}

function textFor(words: DOMStringMap, error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const { name, code } = error as Partial<WebAuthnError>;
  switch (error instanceof WebAuthnError ? code : undefined) {
    case 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED':
      return words.exists ?? '';
    case 'ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT':
    case 'ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT':
      return words.unsuitable ?? '';
  }
  // Something newer was asked for, and will tell for itself.
  if (name === 'AbortError') return '';
  return (name === 'NotAllowedError' ? words.cancelled : words.other) ?? '';
}
