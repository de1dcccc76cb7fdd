import { startRegistration } from '@simplewebauthn/browser';
import { showError } from './error-message.ts';
import { submitCredential } from './submit-credential.ts';

/** Sets up the form that creates a passkey. The form contains the options, and submits the new credential. */
export function setUpRegistration(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-passkey-new]');
  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    showError(form, undefined);
    try {
      const optionsJSON = JSON.parse(form.dataset.passkeyNew ?? '');
      submitCredential(form, await startRegistration({ optionsJSON }));
    } catch (error) {
      showError(form, error);
    }
  });
}
