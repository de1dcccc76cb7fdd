import { inBrowser } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';

/** The switch that hides who comes and goes, remembered in this browser. */
export function presenceToggle(root: ParentNode, log: HTMLElement): void {
  const shown = findPart(root, 'show-presence', HTMLInputElement);
  const kept = inBrowser<boolean>('show-presence');
  const apply = () => log.classList.toggle('log-without-presence', !shown.checked);
  shown.checked = kept.read() ?? true;
  shown.addEventListener('change', () => {
    kept.write(shown.checked);
    apply();
  });
  apply();
}
