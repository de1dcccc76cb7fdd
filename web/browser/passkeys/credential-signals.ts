import { sendSignal } from '@simplewebauthn/browser';

/**
 * Tells the browser which passkeys it should not offer any more (WebAuthn L3, 5.1.10): one that the site does not know, and
 * those that are missing in the list of the account's passkeys. A browser without this feature rejects, which is ignored.
 */
export function signalCredentials(): void {
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
