export { checkValueOf, newKey } from '../chat/sealed/room-key.ts';
