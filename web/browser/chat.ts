import { startRoomPage } from './chat/room-page.ts';
import { setUpStarButton } from './chat/star-button.ts';
import { rememberRoom } from './home/recent-rooms.ts';
import { setUpRoomDialog } from './room-dialog.ts';

const root = document.getElementById('chat');
if (root) {
  startRoomPage(root);
  setUpStarButton(root);
  setUpRoomDialog(root);
  const { userId = '', roomId = '', roomName = '' } = root.dataset;
  rememberRoom(userId, { id: roomId, name: roomName });
}
