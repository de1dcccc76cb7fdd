import type { Member } from '@lantern/chat/protocol';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** The mark of an owner or moderator, which everybody sees; none for other members. */
export function roleMarks({ role }: Member, { t }: Translator): HTMLElement[] {
  if (role === undefined) return [];
  const mark = createElement('span', 'badge role-mark', t(`roles.${role}`));
  mark.dataset.role = role;
  return [mark];
}
