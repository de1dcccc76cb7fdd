import type { ProviderSettings } from './site.ts';
import { github } from './sites/github.ts';
import { google } from './sites/google.ts';
import { vk } from './sites/vk.ts';
import { yandex } from './sites/yandex.ts';

/** Sites that are known by name: all they need is how this instance is known there. In the order they are offered in. */
export const KNOWN_SITES: Pick<ProviderSettings, 'name' | 'label' | 'site'>[] = [
  { name: 'yandex', label: 'Yandex ID', site: yandex },
  { name: 'vk', label: 'VK ID', site: vk },
  { name: 'google', label: 'Google', site: google },
  { name: 'github', label: 'GitHub', site: github },
];
