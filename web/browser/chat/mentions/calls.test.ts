import assert from 'node:assert/strict';
import { test } from 'node:test';
import english from '../../../locales/en/chat.json' with { type: 'json' };
import russian from '../../../locales/ru/chat.json' with { type: 'json' };
import { CALLS, callsAll } from './calls.ts';
import { RoomMentions } from './room-mentions.ts';

const words = [english, russian].map((texts) => texts.mentions.all);

test('The word that each language offers calls everybody', () => {
  assert.deepEqual(
    CALLS.map(({ name }) => name),
    words,
  );
  for (const word of words) assert.ok(callsAll(`Look, @${word}!`));
  for (const text of ['here', '@heretic', 'anna@here', '@hereby']) assert.equal(callsAll(text), false, text);
});

const boris = { id: '2', name: 'Boris' };
const mentionsOf = (mayCallAll: boolean) =>
  new RoomMentions({ id: '1', name: 'Anna', login: 'a7' }, () => ({
    others: [boris],
    mayCallAll,
    mentionNameOf: () => undefined,
  }));
const marked = (pieces: { text: string; mention: boolean }[]) =>
  pieces.flatMap(({ text, mention }) => (mention ? text : []));

test('A call is a mention in messages of the owner and of moderators, and plain text in those of others', () => {
  const text = '@here, @Anna and @Boris';
  const mentions = mentionsOf(false);
  assert.deepEqual(marked(mentions.finderFor(boris)(text)), ['@Anna']);
  for (const role of ['owner', 'moderator'] as const)
    assert.deepEqual(marked(mentions.finderFor({ id: '2', role })(text)), ['@here', '@Anna']);
});

test('In the reader’s own messages everybody present is marked, and a call if it alerts', () => {
  const text = '@here, @a7, @boris and @Vera';
  assert.deepEqual(marked(mentionsOf(false).finderFor({ id: '1' })(text)), ['@a7', '@boris']);
  assert.deepEqual(marked(mentionsOf(true).finderFor({ id: '1' })(text)), ['@here', '@a7', '@boris']);
});

test('After the reader is renamed, the new name is the mention', () => {
  const mentions = mentionsOf(false);
  mentions.rename('Maria');
  assert.deepEqual(marked(mentions.finderFor(boris)('@Anna @maria @a7')), ['@maria', '@a7']);
});
