import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../../testing/people/people.ts';
import { Gone, streamTerminal, type Terminal } from '../terminal/terminal.ts';
import { takePassword } from './password.ts';

/** Somebody who gives these answers, one after the other, and then leaves. */
function answering(...answers: string[]) {
  const left = answers.values();
  const said: string[] = [];
  const { stdin: input, stdout: output, stderr: errors } = process;
  const terminal: Terminal = {
    ...streamTerminal({ input, output, errors }, '.'),
    interactive: true,
    out: (text) => void said.push(text),
    err: (text) => void said.push(text),
    async ask(_question, hidden) {
      assert.equal(hidden, true);
      const { value, done } = left.next();
      if (done) throw new Gone();
      return value;
    },
    readLine: async () => answers[0] ?? '',
  };
  return { terminal, said };
}

const { email, password } = people.anna;

test('the console asks for a password twice, until it is valid and repeated', async () => {
  const { terminal, said } = answering('short', password, `${password}!`, password, password);
  assert.equal(await takePassword({}, terminal, { email }), password);
  assert.deepEqual(said, ['Use at least 8 characters', 'The two are not the same.']);
});

test('a password in the console follows the rules of signing up, including the account’s names (row 1)', async () => {
  for (const [bad, rule] of [
    ['short', /at least 8/],
    ['Password1!', /too common/],
    ['Lantern 7 kettles', /too common/],
    ['Annette 7 kettles', /username or e-mail/],
  ] as const) {
    const { terminal } = answering(bad);
    const of = { email, login: 'Annette' };
    await assert.rejects(takePassword({ 'password-stdin': true }, terminal, of), rule, bad);
  }
});

test('an aborted prompt sets no password', async () => {
  await assert.rejects(takePassword({}, answering(password).terminal, { email }), Gone);
});
