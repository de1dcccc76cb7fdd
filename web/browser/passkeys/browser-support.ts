import { browserSupportsWebAuthn } from '@simplewebauthn/browser';

const FORMS = 'form[data-passkey-begin], form[data-passkey-new], form[data-passkey-options]';

/** Shows the passkey forms where the browser supports passkeys; elsewhere the page says why there are none. */
export function showSupportedForms(): void {
  for (const requirement of document.querySelectorAll<HTMLElement>('[data-passkey-needs]')) {
    const { passkeyNeeds: origin, unsupported = '' } = requirement.dataset;
    const isHere = location.origin === origin;
    const supported = isHere && browserSupportsWebAuthn();
    // Elsewhere the browser may support them and not say so: it does not without HTTPS.
    if (isHere && !supported) requirement.textContent = unsupported;
    requirement.hidden = supported;
    if (supported) for (const form of document.querySelectorAll<HTMLElement>(FORMS)) form.hidden = false;
  }
}
