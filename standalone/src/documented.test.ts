import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../testing/checkout.ts';
import { documented } from '../../testing/documented.ts';
import { people } from '../../web/testing/people/people.ts';
import { Visitor } from '../../web/testing/people/visitor.ts';
import { folderWithDatabase, start, stop } from '../testing/instance.ts';

const folder = await folderWithDatabase();

/** Runs lines out of the docs as they are pasted: in the checkout, or in a folder with what they read. */
async function paste(lines: string, prepare = '') {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: folder };
  const child = spawn('/bin/sh', ['-euc', `${prepare}\n${lines}`], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

test('the commands in docs/console.md work as written (row 62)', async () => {
  const instance = await start(folder);
  const anna = new Visitor(instance.url);
  const { email } = people.anna;
  await anna.signUp('anna');
  await anna.submit('/settings', '/settings', {
    email,
    login: 'anna',
    current_password: people.anna.password,
  });

  const password = 'Quiet evening, 7 lamps';
  await writeFile(join(folder, 'new-password'), `${password}\n`);
  const reset = documented('docs/console.md', 'npm run lantern -- reset-password');
  const done = await paste(reset.replace('< new-password', `< "${join(folder, 'new-password')}"`));
  assert.equal(done.code, 0, done.output);
  const again = new Visitor(instance.url);
  assert.equal((await again.submit('/login', '/login', { email, password })).status, 303);

  const [films = ''] = documented('docs/console.md', 'npm run lantern -- import-films').split('\n');
  const imported = await paste(films.replace('anna@example.org', email));
  assert.match(imported.output, /1,000 rooms made/);

  const [doctor = ''] = documented('docs/social-sign-in.md', 'npm run lantern -- doctor').split('\n');
  assert.equal((await paste(doctor)).code, 0);
  const tried = await paste(documented('docs/console.md', 'SMTP_URL=smtps://'));
  assert.match(tried.output, /^(warning|wrong) +mail: /m);
  assert.match(tried.output, /^(warning|wrong) +PUBLIC_URL: /m);
  await stop(instance);
});

test('the commands in docs/deployment.md that back npm start up work as written (row 62)', async () => {
  const lines = documented('docs/deployment.md', 'npm run lantern -- backup');
  const [file, data] = [join(folder, 'lantern.backup'), join(folder, 'new')];
  const { code, output } = await paste(lines.replaceAll('lantern.backup', file).replace('new-folder', data));
  assert.equal(code, 0, output);
  assert.match(output, /^Restored: [\d,]+ rows/m);
});
