import { setUpRoomDialog } from './chat/room-dialog.ts';
import { startRoomPage } from './chat/room-page.ts';
import { setUpStarButton } from './chat/star-button.ts';
import { rememberRoom } from './home/recent-rooms.ts';
import './site.ts';

const root = document.getElementById('chat');
if (root) {
  startRoomPage(root);
  setUpStarButton(root);
  setUpRoomDialog(root);
  const { userId = '', roomId = '', roomName = '' } = root.dataset;
  rememberRoom(userId, { id: roomId, name: roomName });
}
