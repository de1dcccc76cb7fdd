import { sendSignal } from '@simplewebauthn/browser';

/**
 * Tells the browser what has become of passkeys that it may still offer (WebAuthn L3, 5.1.10): one that the site does not
 * know, and those that are left of somebody's. Browsers that cannot be told say so; it changes nothing.
 */
export function tellBrowser(): void {
  const unknown = document.querySelector<HTMLElement>('[data-passkey-unknown]');
  if (unknown?.dataset.passkeyUnknown) {
    const { passkeyUnknown: credentialID, passkeysAt: rpID = '' } = unknown.dataset;
    void sendSignal({ signalName: 'unknownCredential', rpID, credentialID }).catch(() => {});
  }
  const list = document.querySelector<HTMLElement>('[data-passkeys-of][data-passkeys-at]');
  if (list) {
    const { passkeysOf: userID = '', passkeysAt: rpID = '' } = list.dataset;
    const items = [...list.querySelectorAll<HTMLElement>('[data-passkey]')];
    const allAcceptedCredentialIDs = items.map((item) => item.dataset.passkey ?? '');
    void sendSignal({ signalName: 'allAcceptedCredentials', rpID, userID, allAcceptedCredentialIDs }).catch(
      () => {},
    );
  }
}
