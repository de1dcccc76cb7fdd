import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../testing/console.ts';
import { commands } from './commands.ts';
import { plan } from './plan.ts';
import { overview } from './terminal/help.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const run = (...words: string[]) => runProgram(cli, words, {});

test('--help lists all commands and their options without any configuration', async () => {
  const all = await run('--help');
  assert.equal(all.code, 0);
  for (const { name } of commands) assert.match(all.out, new RegExp(`^ {2}${name} `, 'm'));

  const one = await run('list-users', '--help');
  assert.equal(one.code, 0);
  for (const option of ['--search TEXT', '--limit N', '--json']) assert.ok(one.out.includes(option), option);
  assert.equal(one.err, '');
});

test('an unknown command line is reported on standard error with exit code 2', async () => {
  const { code, out, err } = await run('make-coffee');
  assert.deepEqual([code, out], [2, '']);
  assert.ok(err.includes(overview()));
  for (const [words, reason] of [
    ['', /Usage/],
    ['disable-user', /either --email or --login/],
    ['enable-user --email a@example.org --login a', /either --email or --login/],
    ['list-users --limit 0', /from 1 to 1000/],
    ['list-users --limit ten', /from 1 to 1000/],
    ['list-users --after somebody', /takes an id/],
    ['list-users everybody', /everybody/],
    ['rotate-keys --now', /--now/],
    ['create-superuser', /give --email/],
    ['create-superuser --email a@example.org', /--password-stdin/],
    ['reset-password --login a', /--password-stdin/],
    ['reset-two-factor', /either --email or --login/],
    ['reset-two-factor --login a --new-password', /--password-stdin/],
    ['reset-link --url https://chat.example.org', /either --email or --login/],
    ['import-films --owner a@example.org', /takes one FILE/],
    ['import-films a.csv b.csv --owner a@example.org', /takes one FILE/],
    ['import-films a.csv', /--owner/],
    ['import-films films.json --owner a@example.org', /--format jsonl or csv/],
    ['import-films - --owner a@example.org', /--format jsonl or csv/],
    ['import-films a.csv --format xml --owner a@example.org', /--format jsonl or csv/],
    ['import-films a.csv --owner a@example.org --from-line 0', /from 1/],
    ['import-films a.csv --owner a@example.org --rejected ./a.csv', /written over the file/],
    ['reset-link --login a --url chat.example.org', /no http\(s\):\/\/ address/],
  ] as const) {
    const todo = plan(words.split(' ').filter(Boolean), false);
    assert.ok(todo.kind === 'misuse' && reason.test(todo.text), words);
  }
});

test('a password on the command line is refused and not repeated', async () => {
  const { code, err } = await run('reset-password', '--login', 'anna', '--password=Ромашка 7 на окне');
  assert.equal(code, 2);
  assert.doesNotMatch(err, /Ромашка/);
});

test('without configuration the console names what is missing', async () => {
  const { code, err } = await run('list-users');
  assert.equal(code, 1);
  assert.match(err, /DATABASE_URL: is required\nLANTERN_SECRET: is required/);
});

test('a missing database is reported in one line', async () => {
  const { code, err } = await runProgram(cli, ['list-users'], {
    DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/nothing',
    LANTERN_SECRET: 'a secret of the tests alone, 32 bytes and more',
  });
  assert.deepEqual([code, err], [1, 'The database cannot be reached.\n']);
});
