import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Gone, streamTerminal } from './terminal.ts';

/** A terminal with somebody before it who types `keys` once they are asked. */
function desk(keys: string[]) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const typed = keys.values();
  let screen = '';
  for (const stream of [output, errors])
    stream.on('data', (text) => {
      screen += text;
      if (/[:\]] $/.test(String(text))) setImmediate(() => input.write(typed.next().value ?? '\x04'));
    });
  const terminal = streamTerminal({
    input: Object.assign(input, { isTTY: true, setRawMode: () => input }),
    output,
    errors,
  });
  return { terminal, screen: () => screen };
}

test('a hidden answer is taken whole and shown nowhere, also when it is corrected', async () => {
  const { terminal, screen } = desk(['Ромашкк\x7fа 7\r']);
  assert.equal(await terminal.ask('Password:', true), 'Ромашка 7');
  assert.equal(screen(), 'Password: \n');
});

test('questions follow each other, and an answer that is no secret shows', async () => {
  const { terminal, screen } = desk(['anna@example.org\r', 'first\r', 'second\r']);
  assert.equal(await terminal.ask('E-mail:'), 'anna@example.org');
  assert.equal(await terminal.ask('Password:', true), 'first');
  assert.equal(await terminal.ask('Once more:', true), 'second');
  assert.match(screen(), /anna@example\.org/);
  assert.doesNotMatch(screen(), /first|second/);
});

test('who leaves instead of answering is gone', async () => {
  for (const key of ['\x03', '\x04'])
    await assert.rejects(() => desk([key]).terminal.ask('Password:', true), Gone);
});

test('of standard input the first line counts', async () => {
  const input = new PassThrough();
  const terminal = streamTerminal({ input, output: new PassThrough(), errors: new PassThrough() });
  input.end(' a password with spaces \r\nand more\n');
  assert.equal(await terminal.readLine(), ' a password with spaces ');
  assert.equal(terminal.interactive, false);
});
