import { backoff } from './chat/connection/backoff.ts';
import { connectPlainly } from './chat/connection/connect.ts';
import { findPart } from './chat/dom/elements.ts';
import { loadLocale } from './chat/i18n/load-locale.ts';
import { createTranslator, type PageLocale } from './chat/i18n/translator.ts';
import { setUpPeoplePanel } from './chat/layout/people-panel.ts';
import { setUpRoomMenu } from './chat/layout/room-menu.ts';
import { followVisibleHeight } from './chat/layout/visible-height.ts';
import { setUpRoomDialog } from './chat/room-dialog/dialog-links.ts';
import { startRoomPage } from './chat/room-page.ts';
import { storedKey } from './chat/sealed/stored-key.ts';
import { setUpStarButton } from './chat/star/star-button.ts';
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
  void start(root, sealed !== undefined || hasKey);
}

async function start(root: HTMLElement, isSealed: boolean): Promise<void> {
  const loading = loadLocalePatiently();
  const connect = isSealed ? await connectSealed(root, loading) : connectPlainly;
  if (connect) startRoomPage({ root, locale: await loading, connect });
}

async function connectSealed(root: HTMLElement, loading: Promise<PageLocale>) {
  try {
    const { startSealing } = await import('./chat/sealed/start-sealing.ts');
    return await startSealing(root, loading);
  } catch (error) {
    const { t } = createTranslator(await loading);
    findPart(root, 'status-text', HTMLElement).textContent = t('status.unreachable');
    throw error;
  }
}

/** A network that fails just now is no reason for a page without words. */
async function loadLocalePatiently(): Promise<PageLocale> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await loadLocale(document);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, backoff(attempt)));
    }
  }
}
