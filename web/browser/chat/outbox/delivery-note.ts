import { copyText } from '../../clipboard.ts';
import { createButton } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { OutgoingMessage } from './outbox.ts';

/** The failures that have a text of their own. */
const KNOWN_FAILURES = new Set([
  'timeout',
  'rate_limited',
  'text_too_long',
  'muted',
  'slow_down',
  'not_sealed',
]);

/** What the author of something that was not delivered can do. */
export interface DeliveryActions {
  retry(): void;
  discard(): void;
}

/** Returns what an own message says of its delivery: nothing, that it waits, or why it failed and what its author can do. */
export function deliveryNote(
  { state, failure, text }: Pick<OutgoingMessage, 'state' | 'failure' | 'text'>,
  actions: DeliveryActions,
  { translator: { t }, shownIn }: { translator: Translator; shownIn: Node },
): (Node | string)[] {
  if (state === 'sent') return [];
  if (state === 'waiting') return [t('message.waiting')];
  const reason = t(`message.${failure && KNOWN_FAILURES.has(failure) ? failure : 'refused'}`);
  const copy = createButton('button-small', t('message.copy'), () => {
    void copyText(text, shownIn).then((done) => {
      if (done) copy.textContent = t('message.copied');
    });
  });
  return [
    reason,
    createButton('button-small', t('message.retry'), actions.retry),
    copy,
    createButton('button-small', t('message.discard'), actions.discard),
  ];
}
