import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parseManifests, renderOverlay, root, unpackKubectl } from '../stacks/kubernetes/manifests.ts';
import { connectionsOf } from './connections.ts';

test.beforeAll(unpackKubectl);

const within = [
  'chat → redis:6379',
  'chat → web:8081',
  'gateway → chat:8082',
  'gateway → web:8081',
  'web → db:5432',
  'web → redis:6379',
];
const backups = ['backup → db:5432', 'restore → db:5432'];
/** Beside the internet, of which web uses many ports. */
const around = [
  ...['backup', 'chat', 'db', 'gateway', 'redis', 'restore', 'web'].map((pod) => `${pod} → names:53`),
  ...['internet', 'another pod', 'the machine’s metadata', 'another namespace', 'names', 'monitoring'].map(
    (stranger) => `${stranger} → gateway:8080`,
  ),
  ...['chat', 'gateway', 'web'].map((pod) => `monitoring → ${pod}:9464`),
];
const isWebToInternet = (line: string) => line.startsWith('web → internet:');

test('pods reach what the networks of compose let them reach, and nothing else', () => {
  const all = connectionsOf(renderOverlay('single'));
  expect(all.filter((line) => !isWebToInternet(line))).toEqual([...within, ...backups, ...around].sort());
  expect(all).toContain('web → internet:443');

  type Compose = { services: Record<string, { networks?: string[] }> };
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const { services } = parseManifests(text)[0] as unknown as Compose;
  const networksOf = (name: string) => services[name === 'gateway' ? 'nginx' : name]?.networks ?? [];
  for (const line of within) {
    const [, from = '', to = ''] = line.match(/^(\w+) → (\w+):/) ?? [];
    expect(
      networksOf(from).some((network) => networksOf(to).includes(network)),
      line,
    ).toBe(true);
  }
});

test('in scaled only web and backups reach the port of Postgres, wherever it is', () => {
  const all = connectionsOf(renderOverlay('scaled'));
  const reaching = (port: number) => all.flatMap((line) => line.match(`^(\\w+) → .*:${port}$`)?.[1] ?? []);
  expect(new Set(reaching(5432))).toEqual(new Set(['web', 'backup', 'restore']));
  expect(new Set(reaching(6379))).toEqual(new Set(['web', 'chat']));
  const inside = within.filter((line) => !/db|redis/.test(line));
  const outside = (line: string) => /internet|another pod|metadata/.test(line) && !/:8080$/.test(line);
  const rest = around.filter((line) => !/^(db|redis) /.test(line));
  expect(all.filter((line) => !outside(line))).toEqual([...inside, ...rest].sort());
});
