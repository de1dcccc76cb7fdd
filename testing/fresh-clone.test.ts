import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ownFiles, root } from './checkout.ts';

const PROGRAMS = ['web/src/main.ts', 'chat/src/main.ts', 'standalone/src/main.ts'];
const CONSOLES = ['web/src/cli.ts', 'standalone/src/cli.ts'];

/** A clone in which nothing was built; `installed`: its packages are there. */
async function clone(t: TestContext, { installed }: { installed: boolean }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-clone-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const file of ownFiles(
    '{{web,chat,db,standalone,service}/**/*.{ts,json,njk,svg,txt,css},tsconfig.json}',
  )) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  if (installed)
    for (const modules of ['node_modules', 'web/node_modules'])
      await symlink(join(root, modules), join(folder, modules)).catch(() => {});
  return folder;
}

async function run(program: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(child, 'close');
  return { code, said };
}

test('without packages every program says in one line what to run', async (t) => {
  const folder = await clone(t, { installed: false });
  for (const program of [...PROGRAMS, ...CONSOLES, 'web/build.ts']) {
    const { code, said } = await run(join(folder, program));
    assert.equal(code, 1, program);
    assert.match(
      said,
      /^Lantern cannot start: its packages are not installed\. Run `npm ci` [^\n]+\n$/,
      program,
    );
  }
});

test('web without what browsers load says what to build, before it asks for a database', async (t) => {
  const folder = await clone(t, { installed: true });
  const { code, said } = await run(join(folder, 'web/src/main.ts'), {
    DATABASE_URL: 'postgres://127.0.0.1:1/lantern',
    REDIS_URL: 'redis://127.0.0.1:1',
    LANTERN_SECRET: 'kD8wq0x7VbT3mZp5Hc2Rf9Jn4Ls6Gy1Q',
  });
  assert.equal(code, 1);
  assert.match(
    said,
    /^Lantern cannot start: what browsers load is not built: run `node web\/build\.ts` [^\n]+\n$/,
  );
});

test('what browsers load is built anew only when a source has changed', async (t) => {
  const folder = await clone(t, { installed: true });
  const manifest = join(folder, 'web/dist/manifest.json');
  const built = async () => {
    const { code, said } = await run(join(folder, 'web/build.ts'));
    assert.deepEqual({ code, said }, { code: 0, said: '' });
    return { file: (await stat(manifest)).ino, content: JSON.parse(await readFile(manifest, 'utf8')) };
  };
  const first = await built();
  assert.deepEqual(await built(), first);
  await appendFile(join(folder, 'web/browser/styles/base.css'), 'body { color: red }');
  const changed = await built();
  assert.notEqual(changed.content['site.css'].url, first.content['site.css'].url);
  assert.deepEqual(changed.content['chat.js'], first.content['chat.js']);
  await rm(join(folder, 'web/dist', changed.content['site.css'].url));
  assert.notEqual((await built()).file, changed.file);
});
