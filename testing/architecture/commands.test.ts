import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownFiles } from '../checkout.ts';
import { blocksOf } from '../documented.ts';
import { read } from './texts.ts';

/** Blocks that no test runs, by their file and how they begin, and why. */
const NOT_RUN: [file: string, start: string, why: string][] = [
  ['README.md', 'npm start ', 'npm test runs this; what npm start runs is started by standalone.test.ts'],
  ['CONTRIBUTING.md', 'browser ──►', 'a drawing'],
  ['CONTRIBUTING.md', 'GET /search?q=…', 'a drawing'],
  ['CONTRIBUTING.md', 'POST /login ─', 'a drawing'],
  ['CONTRIBUTING.md', 'POST /chat/:id/token', 'a drawing'],
  ['docs/console.md', 'npm run lantern -- reset-two-factor', 'asks at a terminal: console.test.ts answers'],
  ['docs/console.md', 'ok       database:', 'what doctor prints'],
  ['docs/decisions/0045-backup-format.md', '["lantern backup"', 'a file'],
  ['docs/deployment.md', 'PUBLIC_URL=https://chat.example.org\nPORT=443', 'lines of .env'],
  ['docs/deployment.md', 'services:\n', 'lines of docker-compose.override.yml'],
  ['docs/deployment.md', 'TLS=off', 'lines of .env'],
  ['docs/deployment.md', 'chat.example.org\n', 'a configuration of Caddy'],
  ['docs/deployment.md', 'PUBLIC_URL=https://chat.example.org\nSMTP_URL', 'lines of .env'],
  ['docs/deployment.md', 'OPENWEATHERMAP_API_KEY=', 'a line of .env'],
  ['docs/deployment.md', 'PUBLIC_URL=https://chat.example.org\nSTRIPE', 'lines of .env'],
  ['docs/deployment.md', 'sudo useradd', 'installs into the system: unit.systemd.test.ts checks the unit'],
  ['docs/deployment.md', 'sudo -u lantern', 'the same: console.test.ts runs the console'],
  ['docs/deployment.md', 'npm ci\n', 'holds addresses to fill in: e2e/stacks/processes.ts starts the same'],
  [
    'docs/deployment.md',
    'export GATEWAY_LISTEN',
    'stays in the foreground: e2e/stacks/gateway.ts runs the same',
  ],
  ['docs/kubernetes.md', 'for part in web chat gateway db', 'e2e/stacks/kubernetes/images.ts runs it'],
  ['docs/kubernetes.md', 'resources: [../single]', 'a kustomization.yaml: e2e/stacks/kubernetes renders it'],
  ['docs/kubernetes.md', 'mkdir -p secrets\n', 'e2e/stacks/kubernetes/operator.ts runs it'],
  ['docs/kubernetes.md', 'kubectl create namespace', 'e2e/stacks/kubernetes/operator.ts runs it'],
  [
    'docs/kubernetes.md',
    'kubectl --namespace lantern create secret tls',
    'e2e/stacks/kubernetes/operator.ts runs it',
  ],
  ['docs/kubernetes.md', 'kubectl apply', 'needs a cluster'],
  ['docs/kubernetes.md', 'rules:', 'a configuration of prometheus-adapter'],
  [
    'docs/kubernetes.md',
    'mkdir -p secrets/secrets',
    'prints a secret: e2e/compose/documented.story.ts runs the same',
  ],
  ['docs/performance.md', 'cd ../shared/fanout', 'compares with servers that are not a part of this'],
  ['docs/social-sign-in.md', 'PUBLIC_URL=', 'lines of .env'],
  ['docs/social-sign-in.md', 'OIDC_SSO_ISSUER=', 'lines of .env'],
];

/** A call of `documented` in a test or a story, with the file and how the block begins. */
const RUN = /documented\(\s*'([^']+)',\s*'((?:[^'\\]|\\.)+)',?\s*\)/g;
const run = ownFiles('**/*.{test,story}.ts').flatMap((file) =>
  [...read(file).matchAll(RUN)].map(
    ([, doc = '', start = '']) => [doc, start.replaceAll('\\n', '\n')] as const,
  ),
);
const docs = [...ownFiles('*.md'), ...ownFiles('docs/**/*.md')];
const blocks = docs.flatMap((file) => blocksOf(file).map((text) => ({ file, text })));

test('a test runs each block of commands in the docs, or says why not (row 62)', () => {
  assert.ok(blocks.length > 15, String(blocks.length));
  const known = [...run, ...NOT_RUN];
  const left = blocks.filter(
    ({ file, text }) => !known.some(([doc, start]) => doc === file && text.startsWith(start)),
  );
  assert.deepEqual(left, []);
});

test('each block that no test runs is in the docs', () => {
  for (const [file, start] of NOT_RUN) {
    assert.ok(
      blocks.some((block) => block.file === file && block.text.startsWith(start)),
      `${file}: ${start}`,
    );
    assert.ok(!run.some(([doc, begins]) => doc === file && begins === start), `${file}: ${start}`);
  }
});
