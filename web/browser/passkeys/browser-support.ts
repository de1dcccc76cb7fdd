import { browserSupportsWebAuthn } from '@simplewebauthn/browser';

const FORMS = 'form[data-passkey-new], form[data-passkey-options]';

/** Shows the passkey forms where the browser supports passkeys; elsewhere the page says what they need. */
export function showSupportedForms(): void {
  for (const requirement of document.querySelectorAll<HTMLElement>('[data-passkey-needs]')) {
    const supported = browserSupportsWebAuthn() && location.origin === requirement.dataset.passkeyNeeds;
    requirement.hidden = supported;
    if (supported) for (const form of document.querySelectorAll<HTMLElement>(FORMS)) form.hidden = false;
  }
}
