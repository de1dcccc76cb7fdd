import type { Member } from '@lantern/chat/protocol';
import { onSignOutElsewhere } from '../../sign-out.ts';
import { inTab, personalKey } from '../../storage.ts';
import type { Connect } from '../connection/connect.ts';
import { isolate } from '../dom/bidi-isolation.ts';
import { createElement, findPart } from '../dom/elements.ts';
import { createTranslator, type PageLocale, type Translator } from '../i18n/translator.ts';
import { KeyForm, type NoKey } from './key-form.ts';
import { findRoomKey, isKeyOf, keepKey } from './key-store.ts';
import type { Unopened } from './opener.ts';
import type { SeenEnvelopes } from './replays.ts';
import { canSeal, keyInFragment, sealingKeyOf } from './room-key.ts';
import { SealedConnection } from './sealed-connection.ts';

/**
 * Prepares the page of a sealed room: finds its key, or shows the field for it.
 *
 * @param root the room's page; without a check value the server says that the room is not sealed, and yet this browser has a key
 * @param loading the locale of the page, which may still be on its way
 * @returns what connects the page; undefined when it must not be connected
 */
export async function startSealing(
  root: HTMLElement,
  loading: Promise<PageLocale>,
): Promise<Connect | undefined> {
  const { sealed: check, roomId = '', userId = '' } = root.dataset;
  if (check === undefined) return refuseUnsealed(root, await loading);
  const owner = { roomId, userId };
  const found = canSeal() ? await findRoomKey(owner, check) : undefined;
  let linkKey = found === 'wrong' ? undefined : found;
  const key = linkKey === undefined ? undefined : await sealingKeyOf(linkKey, roomId);
  if (linkKey !== undefined) keepKey(owner, linkKey);
  // The page is about to be left for that of the sign-in, whose address the key must not be in: somebody else may sign in there.
  onSignOutElsewhere(userId, () => history.replaceState(history.state, '', location.pathname));

  return (translator, page) => {
    const describe = (unopened: Unopened, from: Member, sealedBy?: Member) =>
      describeUnopened(translator, unopened, { from, sealedBy });
    const describeNoCommands = () => translator.t('sealed.no_commands');
    const seen = inTab<SeenEnvelopes>(personalKey(userId, `sealed-seen.${roomId}`));
    const connection = new SealedConnection({ ...owner, key, seen, describe, describeNoCommands }, page);
    const form = new KeyForm({ root, onKey: use });
    if (!key) form.show(whyNot(found));

    async function use(entered: string): Promise<boolean> {
      if (!canSeal() || !(await isKeyOf(entered, check ?? ''))) return false;
      connection.setKey(await sealingKeyOf(entered, roomId));
      linkKey = entered;
      keepKey(owner, entered);
      form.hide();
      return true;
    }
    // Somebody has opened the link of the room in the tab that has the room open already, or has followed a link within the page.
    addEventListener('hashchange', async () => {
      const other = keyInFragment(location.hash);
      if (other !== undefined && (await use(other))) return;
      if (linkKey !== undefined) keepKey(owner, linkKey);
    });
    return connection;
  };
}

function whyNot(found: string | undefined): NoKey {
  if (!canSeal()) return 'no_https';
  return found === 'wrong' ? 'wrong_key' : 'no_key';
}

/** @returns a line of the log: why a message is not shown */
function describeUnopened(
  { t, formatDateTime }: Translator,
  { problem, sealedAt = 0 }: Unopened,
  { from, sealedBy }: { from: Member; sealedBy: Member | undefined },
): string {
  const values = { who: isolate(from.name), real: isolate(sealedBy?.name ?? '') };
  return t(`sealed.problem.${problem}`, {
    ...values,
    at: problem === 'stale' ? formatDateTime(sealedAt) : '',
  });
}

/** Nobody must write in the open what they believe to be sealed. */
function refuseUnsealed(root: HTMLElement, locale: PageLocale): undefined {
  const { t } = createTranslator(locale);
  const notice = createElement('p', 'notice notice-error', t('sealed.unsealed'));
  notice.role = 'alert';
  findPart(root, 'body', HTMLElement).before(notice);
  return undefined;
}
