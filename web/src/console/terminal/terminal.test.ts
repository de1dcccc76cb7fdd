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
  const keyboard = Object.assign(input, { isTTY: true, setRawMode: () => input });
  const terminal = streamTerminal({ input: keyboard, output, errors }, '.');
  return { terminal, screen: () => screen };
}

test('a hidden answer is never shown, also when it is edited', async () => {
  const { terminal, screen } = desk(['Ромашкк\x7fа 7\r']);
  assert.equal(await terminal.ask('Password:', true), 'Ромашка 7');
  assert.equal(screen(), 'Password: \n');
});

test('questions come in order, and an open answer is shown', async () => {
  const { terminal, screen } = desk(['anna@example.org\r', 'first\r', 'second\r']);
  assert.equal(await terminal.ask('E-mail:'), 'anna@example.org');
  assert.equal(await terminal.ask('Password:', true), 'first');
  assert.equal(await terminal.ask('Once more:', true), 'second');
  assert.match(screen(), /anna@example\.org/);
  assert.doesNotMatch(screen(), /first|second/);
});

test('a prompt can be aborted', async () => {
  for (const key of ['\x03', '\x04'])
    await assert.rejects(() => desk([key]).terminal.ask('Password:', true), Gone);
});

test('the first line of standard input is the answer', async () => {
  const input = new PassThrough();
  const terminal = streamTerminal({ input, output: new PassThrough(), errors: new PassThrough() }, '.');
  input.end(' a password with spaces \r\nand more\n');
  assert.equal(await terminal.readLine(), ' a password with spaces ');
  assert.equal(terminal.interactive, false);
});

test('progress is one line of the terminal, which other output replaces', () => {
  const errors = Object.assign(new PassThrough(), { isTTY: true, columns: 10 });
  const streams = { input: new PassThrough(), output: new PassThrough(), errors };
  const terminal = streamTerminal(streams, '.');
  terminal.progress('half of it is done');
  terminal.progress('at once again');
  terminal.err('Done.');
  assert.equal(String(errors.read()), '\rhalf of i\x1b[K\r\x1b[KDone.\n');
});

test('without a terminal, short work shows no progress', () => {
  const errors = new PassThrough();
  const terminal = streamTerminal({ input: new PassThrough(), output: new PassThrough(), errors }, '.');
  terminal.progress('half of it is done');
  terminal.err('Done.');
  assert.equal(String(errors.read()), 'Done.\n');
});
