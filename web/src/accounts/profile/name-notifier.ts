import type { Cluster } from '@lantern/chat/cluster';
import type { Logger } from '@lantern/service/log';
import type { Locale } from '../../locales/locales.ts';
import type { CurrentUser } from '../repository.ts';
import { displayName } from './display-name.ts';

export type NotifyName = (before: CurrentUser, after: CurrentUser, locale: Locale) => void;

/**
 * Tells open rooms what somebody is called now, if it is another name than before. Where that fails, the next room token tells
 * it: pages get one every few minutes, and at every reconnection.
 *
 * @param announce tells chat; rejects when that cannot be done
 */
export function nameNotifier(announce: Cluster['announce'], log: Logger): NotifyName {
  return (before, after, locale) => {
    const name = displayName(after, after.locale ?? locale);
    if (name === displayName(before, before.locale ?? locale)) return;
    // Later than any token of this second, which may hold the name before.
    const since = Math.ceil(Date.now() / 1000);
    announce({ type: 'person-renamed', person_id: after.id, name, since }).catch((error: Error) =>
      log.warn({ reason: error.message, person: after.id }, 'chat was not told of a name'),
    );
  };
}
