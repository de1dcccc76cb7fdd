import { onDemand } from '../on-demand.ts';
import { isForAnotherTab } from './another-tab.ts';

/**
 * Opens the pages about a room in a dialog of the room's page: the conversation is nowhere but in that page, and stays open behind
 * it. Without scripts, and when the dialog's cannot be loaded, the links open in another tab.
 *
 * @param root the room's page, with the dialog and the links with `data-dialog`
 */
export function setUpRoomDialog(root: HTMLElement): void {
  const dialog = onDemand(async () => {
    const { createRoomDialog } = await import('./room-dialog.ts');
    return createRoomDialog(root);
  });
  root.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-dialog]');
    if (!link || isForAnotherTab(event)) return;
    event.preventDefault();
    const { href } = link;
    dialog().then(
      (open) => open(href),
      () => window.open(href, '_blank', 'noopener'),
    );
  });
}
