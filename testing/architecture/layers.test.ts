import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { ownFiles, root } from '../checkout.ts';
import { type Import, isTest, productionImports } from './imports.ts';

const imports = productionImports();
const HTTP = /^(express|express-session|csurf|helmet)$|^web\/src\/http\//;
const DATABASE = /^(@lantern\/db(\/|$)|drizzle-orm|postgres$|@electric-sql\/pglite)/;

/** Folders of web/src that serve every feature, and the one that puts them together. */
const NO_FEATURES = [
  'chat-notifier',
  'crypto',
  'http',
  'limits',
  'locales',
  'shared-state',
  'text',
  'website',
];

/** web/src/<feature>/… */
function featureOf(path: string): string | undefined {
  const folder = /^web\/src\/([^/]+)\//.exec(path)?.[1];
  return folder && NO_FEATURES.includes(folder) ? undefined : folder;
}

const isDoor = (file: string) => ['pages.ts', 'api.ts'].includes(basename(file));
const isRepository = (file: string) => basename(file) === 'repository.ts';

function none(forbidden: Import[]): void {
  assert.deepEqual(
    forbidden.map(({ file, specifier }) => `${file} imports ${specifier}`),
    [],
  );
}

test('the rules below have features to look at', () => {
  const features = new Set(imports.map(({ file }) => featureOf(file)).filter(Boolean));
  assert.ok(features.has('rooms') && features.has('accounts'), [...features].join());
  assert.ok(imports.some(({ file }) => isDoor(file)) && imports.some(({ file }) => isRepository(file)));
});

test('pages and APIs reach the database through their service only', () => {
  none(imports.filter(({ file, target }) => isDoor(file) && (DATABASE.test(target) || isRepository(target))));
});

test('services and repositories do not know HTTP', () => {
  none(imports.filter(({ file, target }) => featureOf(file) && !isDoor(file) && HTTP.test(target)));
});

test('nothing inside a feature points back at its pages or API', () => {
  none(imports.filter(({ file, target }) => featureOf(file) && isDoor(target)));
});

test('repositories import the database and nothing above them', () => {
  none(
    imports.filter(({ file, target }) => isRepository(file) && /\/(index|service|schemas)\.ts$/.test(target)),
  );
});

test('only repositories query: others take failures and types from the database', () => {
  const harmless = [
    'violatedCheck',
    'violatedIndex',
    'violatedReference',
    'isPoolBusy',
    'isRefusal',
    'isUnavailable',
    'refusesWrites',
    'connect',
    'serverArchive',
    'readBackup',
    'BackupError',
    'migrateDatabase',
    'MAX_CONCURRENT_QUERIES',
    'PoolBusy',
  ];
  none(
    imports.filter(
      ({ file, target, values }) =>
        file.startsWith('web/src/') &&
        !isRepository(file) &&
        DATABASE.test(target) &&
        (target !== '@lantern/db' || values.some((name) => !harmless.includes(name))),
    ),
  );
});

test('features import each other only through index.ts', () => {
  none(
    imports.filter(({ file, target }) => {
      const [here, there] = [featureOf(file), featureOf(target)];
      const fromOutside = here !== there && (here || file.startsWith('web/src/http/'));
      return fromOutside && there && basename(target) !== 'index.ts';
    }),
  );
});

test('only db imports drizzle', () => {
  none(imports.filter(({ file, target }) => !file.startsWith('db/') && target.startsWith('drizzle-orm')));
});

test('chat does not import web or db, and db and service import neither', () => {
  const services = /^(@lantern\/(web|standalone)|web\/|standalone\/)/;
  none(
    imports.filter(
      ({ file, target }) =>
        (file.startsWith('chat/') && (services.test(target) || DATABASE.test(target))) ||
        (/^(db|service)\//.test(file) && (services.test(target) || target.startsWith('@lantern/chat'))),
    ),
  );
});

test('web imports only the protocol and the cluster of chat', () => {
  const shared = /^@lantern\/chat\/(protocol$|cluster(\/|$))/;
  none(
    imports.filter(
      ({ file, target }) =>
        file.startsWith('web/') && /^(@lantern\/chat|chat\/)/.test(target) && !shared.test(target),
    ),
  );
});

test('only web’s notifier publishes notices to chat', () => {
  const announcing = ownFiles('web/src/**/*.ts')
    .filter((file) => !isTest(file) && !file.startsWith('web/src/chat-notifier/'))
    .filter((file) => /\bannounce\(/.test(readFileSync(join(root, file), 'utf8')));
  assert.deepEqual(announcing, []);
});

test('scripts for the browser import nothing of the server, but the rules of passwords', () => {
  const allowed =
    /^(web\/browser\/|web\/src\/accounts\/passwords\/password-rules.ts$|web\/src\/locales\/compiled-texts.ts$|@lantern\/chat\/protocol$|@lantern\/service\/text$|@lezer\/\w+$|emoji-picker-element-data\/|@simplewebauthn\/browser$|swagger-ui-dist\/|uqr$)/;
  none(imports.filter(({ file, target }) => file.startsWith('web/browser/') && !allowed.test(target)));
});

test('workspaces are imported by their exports, not by paths', () => {
  const workspaceOf = (path: string) => /^(web|chat|db|service|standalone)\//.exec(path)?.[1];
  none(
    imports.filter(
      ({ file, target, specifier }) =>
        specifier.startsWith('.') &&
        workspaceOf(file) !== workspaceOf(target) &&
        workspaceOf(file) &&
        // It is there before the workspaces are linked, and says that they are not.
        target !== 'service/src/when-installed.ts',
    ),
  );
});

test('only main.ts and cli.ts read the environment', () => {
  const readers = ownFiles('{web,chat,db,service,standalone}/**/*.ts')
    .filter((file) => !isTest(file) && !['main.ts', 'cli.ts'].includes(basename(file)))
    .filter((file) => /^(?!\s*(\*|\/\/)).*\bprocess\.env\b/m.test(readFileSync(join(root, file), 'utf8')));
  assert.deepEqual(readers, []);
});

test('runtime imports have no cycles', () => {
  const edges = Map.groupBy(
    imports.filter(
      ({ specifier, values, names }) =>
        specifier.startsWith('.') && (values.length > 0 || names.length === 0),
    ),
    ({ file }) => file,
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const { target } of edges.get(file) ?? []) follow(target, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) follow(file, []);
  assert.deepEqual(circles, []);
});
