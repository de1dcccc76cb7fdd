import { carriedKey } from './site/carried-key.ts';
import { forgetPerson, inBrowser, inTab } from './storage.ts';

/** The id of the person who has submitted a form that signs them out in this tab. */
const signingOut = inTab<string>('signing-out');
/** Tells the other tabs who has signed out. */
const signedOut = inBrowser<{ person: string; at: number }>('signed-out');

/**
 * Deletes a person's drafts and unsent messages after they have signed out or deleted their account. Not when they submit the form:
 * the site may ask them for a confirmation, or fail. A session that ends otherwise deletes nothing.
 */
export function forgetAfterSignOut(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-signs-out]'))
    form.addEventListener('submit', () => signingOut.write(form.dataset.signsOut));
  const person = signingOut.read();
  if (person === undefined || isErrorPage()) return;
  signingOut.write(undefined);
  if (person === document.body.dataset.person) return;
  forgetPerson(person);
  carriedKey.write(undefined);
  signedOut.write({ person, at: Date.now() });
}

/** Calls a function when this person signs out in another tab of this browser. */
export function onSignOutElsewhere(person: string, callback: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === signedOut.key && signedOut.read()?.person === person) callback();
  });
}

/** An error page does not say who is signed in. Safari does not tell scripts the status of a page. */
const isErrorPage = () => document.querySelector('[data-error]') !== null;
