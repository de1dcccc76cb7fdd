import { browserSupportsWebAuthn } from '@simplewebauthn/browser';

const FORMS = 'form[data-passkey-new], form[data-passkey-options]';

/** Forms for passkeys are hidden until it is known that the browser has them here: else the page says what they need. */
export function revealForms(): void {
  for (const needs of document.querySelectorAll<HTMLElement>('[data-passkey-needs]')) {
    const usable = browserSupportsWebAuthn() && location.origin === needs.dataset.passkeyNeeds;
    needs.hidden = usable;
    if (usable) for (const form of document.querySelectorAll<HTMLElement>(FORMS)) form.hidden = false;
  }
}
