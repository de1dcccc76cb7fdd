import type { Translate } from '../../locales/texts.ts';
import { github } from './github.ts';
import { google } from './google.ts';
import type { ProviderSettings } from './site.ts';
import { vk } from './vk.ts';
import { yandex } from './yandex.ts';

/** Sites that are known by name: all they need is how this instance is known there. In the order they are offered in. */
export const KNOWN_SITES: Pick<ProviderSettings, 'name' | 'label' | 'site'>[] = [
  { name: 'yandex', label: 'Yandex ID', site: yandex },
  { name: 'vk', label: 'VK ID', site: vk },
  { name: 'google', label: 'Google', site: google },
  { name: 'github', label: 'GitHub', site: github },
];

/**
 * Returns what readers of a language call a site. Most names are the same in all of them, and so is a label that the operator chose.
 *
 * @param label the label of its settings
 */
export const siteName = (t: Translate, label: string): string =>
  label === 'Yandex ID' ? t('social:yandex_id') : label;
