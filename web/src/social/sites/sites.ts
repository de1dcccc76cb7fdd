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
