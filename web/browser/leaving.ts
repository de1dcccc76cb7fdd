import { forgetPerson, inBrowser, inTab } from './storage.ts';

/** Who is about to sign out in this tab. */
const leaving = inTab<string>('leaving');
/** Tells the other tabs who did. */
const left = inBrowser<{ person: string; at: number }>('left');

/**
 * Forgets what somebody wrote and has not sent, once they have signed out or deleted their account: not before, since they can be
 * asked whether they mean it and the site can fail. A session that ends otherwise takes nothing with it.
 */
export function watchLeaving(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-leaves]'))
    form.addEventListener('submit', () => leaving.write(form.dataset.leaves));
  const person = leaving.read();
  if (person === undefined || failed()) return;
  leaving.write(undefined);
  if (person === document.body.dataset.person) return;
  forgetPerson(person);
  left.write({ person, at: Date.now() });
}

/** Calls `forgotten` when this person signs out in another tab of this browser. */
export function watchOthersLeaving(person: string, forgotten: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === left.key && left.read()?.person === person) forgotten();
  });
}

/** Such a page does not tell who is signed in. */
function failed(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return (navigation?.responseStatus ?? 200) >= 400;
}
