import { startRegistration } from '@simplewebauthn/browser';
import { show } from './failure.ts';
import { send } from './send.ts';

/** The page that makes a passkey: what to make is in it, what was made goes into its form. */
export function startCreating(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-passkey-new]');
  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    show(form, undefined);
    try {
      send(form, await startRegistration({ optionsJSON: JSON.parse(form.dataset.passkeyNew ?? '') }));
    } catch (error) {
      show(form, error);
    }
  });
}
