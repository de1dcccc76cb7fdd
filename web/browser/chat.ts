import { connectPlainly } from './chat/connection/connect.ts';
import { findPart } from './chat/dom/elements.ts';
import { readLocale } from './chat/i18n/locale-switch.ts';
import { createTranslator } from './chat/i18n/translator.ts';
import { setUpPeoplePanel } from './chat/layout/people-panel.ts';
import { setUpRoomMenu } from './chat/layout/room-menu.ts';
import { followVisibleHeight } from './chat/layout/visible-height.ts';
import { setUpRoomDialog } from './chat/room-dialog.ts';
import { startRoomPage } from './chat/room-page.ts';
import { storedKey } from './chat/sealed/stored-key.ts';
import { setUpStarButton } from './chat/star-button.ts';
import { rememberRoom } from './home/recent-rooms.ts';
import './site.ts';

const root = document.getElementById('chat');
if (root) {
  const { userId = '', roomId = '', roomName = '', sealed } = root.dataset;
  setUpStarButton(root);
  setUpRoomDialog(root);
  setUpRoomMenu(root);
  setUpPeoplePanel(root);
  followVisibleHeight();
  rememberRoom(userId, { id: roomId, name: roomName });
  // Who has a key for the room must not write there in the open, whatever the server says of it.
  const hasKey = location.hash.startsWith('#k=') || storedKey({ userId, roomId }).read() !== undefined;
  if (sealed === undefined && !hasKey) startRoomPage(root, connectPlainly);
  else void startSealed(root);
}

async function startSealed(root: HTMLElement): Promise<void> {
  try {
    const { startSealing } = await import('./chat/sealed/start-sealing.ts');
    const connect = await startSealing(root);
    if (connect) startRoomPage(root, connect);
  } catch (error) {
    const { t } = createTranslator(readLocale(document));
    findPart(root, 'status-text', HTMLElement).textContent = t('status.unreachable');
    throw error;
  }
}
