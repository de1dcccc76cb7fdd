import { startChat } from './chat/page.ts';

const root = document.getElementById('chat');
if (root) startChat(root);
