export { announceOnce } from './announce-once.ts';
export {
  allPublished,
  type ChangeOutcome,
  type ChatNotifier,
  type ChatOutcome,
  chatNotifier,
} from './chat-notifier.ts';
