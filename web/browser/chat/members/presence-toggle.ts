import { inBrowser } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';

/** Connects the checkbox that shows or hides presence notices in the log; this browser remembers it. */
export function setUpPresenceToggle(root: ParentNode, log: HTMLElement): void {
  const checkbox = findPart(root, 'show-presence', HTMLInputElement);
  const stored = inBrowser<boolean>('show-presence');
  const apply = () => log.classList.toggle('log-without-presence', !checkbox.checked);
  checkbox.checked = stored.read() ?? true;
  checkbox.addEventListener('change', () => {
    stored.write(checkbox.checked);
    apply();
  });
  apply();
}
