export { announceOnce } from './announce-once.ts';
export {
  allInformed,
  type Change,
  type ChatNotifier,
  type ChatOutcome,
  chatNotifier,
} from './chat-notifier.ts';
