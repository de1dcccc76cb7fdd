export { type RoomPresence, roomPresence } from './room-presence.ts';
