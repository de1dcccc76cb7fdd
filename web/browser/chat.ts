import { startRoomPage } from './chat/room-page.ts';

const root = document.getElementById('chat');
if (root) startRoomPage(root);
