import assert from 'node:assert/strict';
import test from 'node:test';
import { type CommandOutcome, MAX_NAMED } from '../protocol.ts';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara } from '../testing/people.ts';
import type { RunCommand } from './commands.ts';

type Asked = Parameters<RunCommand>;

/** A web that answers each command when the test says so. */
function slowWeb() {
  const asked: Asked[] = [];
  const answers: PromiseWithResolvers<CommandOutcome>[] = [];
  const runCommand: RunCommand = (...ask) => {
    asked.push(ask);
    const answer = Promise.withResolvers<CommandOutcome>();
    answers.push(answer);
    return answer.promise;
  };
  return { asked, answers, runCommand };
}

const answered =
  (outcome: CommandOutcome): RunCommand =>
  async () =>
    outcome;

test('a command and its answer are one message to all members', async () => {
  const runCommand = answered({ kind: 'answer', text: 'Moscow: −3 °C, snow' });
  await using fixture = await openChatFixture({ runCommand });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.say('/weather Moscow', 'r1');
  const [hers, his] = await Promise.all([annas.next('message'), boriss.next('message')]);
  assert.deepEqual(hers, his);
  const { id, at, ...rest } = his;
  assert.deepEqual(rest, {
    type: 'message',
    from: anna,
    text: '/weather Moscow',
    ref: 'r1',
    answer: 'Moscow: −3 °C, snow',
  });
});

test('an action is sent instead of its command', async () => {
  await using fixture = await openChatFixture({
    runCommand: answered({ kind: 'action', text: 'машет рукой' }),
  });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.say('/me машет рукой', 'r1');
  const { text, action, answer, ref } = await boriss.next('message');
  assert.deepEqual([text, action, answer, ref], ['машет рукой', true, undefined, 'r1']);
});

test('a private answer or an error reaches only the tab that sent the command', async () => {
  const web = slowWeb();
  await using fixture = await openChatFixture({ runCommand: web.runCommand });
  const boriss = await fixture.enter(boris);
  const [annas, hersToo] = [await fixture.enter(anna), await fixture.enter(anna)];
  annas.say('/help', 'r1');
  annas.say('/weather Nowhere', 'r2');
  await annas.settled();
  web.answers[0]?.resolve({ kind: 'private', text: 'All of it' });
  const { private: only, answer, text } = await annas.next('message');
  assert.deepEqual([only, answer, text], [true, 'All of it', '/help']);
  web.answers[1]?.resolve({ kind: 'failed', reason: 'city_not_found', detail: 'City not found' });
  assert.deepEqual(await annas.next('error'), {
    type: 'error',
    code: 'command_failed',
    ref: 'r2',
    reason: 'city_not_found',
    detail: 'City not found',
  });
  boriss.say('anybody?');
  for (const client of [boriss, hersToo]) {
    await client.next('message');
    assert.deepEqual(client.texts(), ['anybody?']);
    assert.ok(!client.frames.some(({ type }) => type === 'error'));
  }
});

test('a slow command delays no other message, also of its own author', async () => {
  const web = slowWeb();
  await using fixture = await openChatFixture({ runCommand: web.runCommand });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.say('/weather Moscow');
  annas.say('while we wait');
  boriss.say('yes?');
  for (let i = 0; i < 2; i += 1) await boriss.next('message');
  web.answers[0]?.resolve({ kind: 'answer', text: 'Snow' });
  assert.equal((await boriss.next('message')).answer, 'Snow');
  assert.deepEqual(boriss.texts(), ['while we wait', 'yes?', '/weather Moscow']);
});

test('a command that takes too long or throws is given up, and the log does not quote it', async () => {
  const runs: RunCommand[] = [
    () => new Promise(() => {}),
    async () => {
      throw Object.assign(new Error('secret words'), { cause: { code: 'ECONNREFUSED' } });
    },
  ];
  for (const runCommand of runs) {
    await using fixture = await openChatFixture({ runCommand, timing: { command: 30 } });
    const annas = await fixture.enter(anna);
    annas.say('/weather Secretville', 'r1');
    const { code, reason, ref } = await annas.next('error');
    assert.deepEqual([code, reason, ref], ['command_failed', 'unavailable', 'r1']);
    const lines = fixture.lines.join('');
    assert.match(lines, /command failed/);
    assert.doesNotMatch(lines, /Secretville|secret words|eyJ/);
  }
});

test('a socket has at most three commands in progress; further ones work when these are answered', async () => {
  const web = slowWeb();
  await using fixture = await openChatFixture({ runCommand: web.runCommand });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  for (const ref of ['1', '2', '3', '4']) annas.say('/who', ref);
  assert.deepEqual(await annas.next('error'), { type: 'error', code: 'rate_limited', ref: '4' });
  boriss.say('/who', 'his');
  await boriss.settled();
  assert.equal(web.asked.length, 4);
  for (const { resolve } of web.answers) resolve({ kind: 'private', text: 'You' });
  for (let i = 0; i < 3; i += 1) await annas.next('message');
  annas.say('/who', '5');
  await annas.settled();
  assert.equal(web.asked.length, 5);
});

test('commands count as messages', async () => {
  const runCommand = answered({ kind: 'answer', text: 'x' });
  await using fixture = await openChatFixture({ runCommand, messagesPerMinute: 2 });
  const annas = await fixture.enter(anna);
  for (const ref of ['1', '2', '3']) annas.say('/who', ref);
  assert.deepEqual(await annas.next('error'), { type: 'error', code: 'rate_limited', ref: '3' });
});

test('web gets the member’s newest token, the command and the members', async () => {
  const asked: Asked[] = [];
  const runCommand: RunCommand = async (...ask) => {
    asked.push(ask);
    return { kind: 'private', text: 'You' };
  };
  await using fixture = await openChatFixture({ runCommand, messagesPerMinute: 10_000 });
  await fixture.enter(boris);
  const first = await fixture.issuer.token(anna);
  const annas = fixture.connect(first);
  await annas.next('welcome');
  const ask = async () => {
    annas.say('/who');
    await annas.next('message');
    return asked.at(-1) ?? [];
  };
  const people = { names: [boris.name, anna.name], count: 2 };
  assert.deepEqual((await ask()).slice(0, 2), [first, { text: '/who', people }]);
  const second = await fixture.issuer.token(anna, { expires: 1200 });
  annas.send({ type: 'renew', token: second });
  let [token] = await ask();
  while (token === first) [token] = await ask();
  assert.equal(token, second);
});

test('in a crowd web gets some names and the number of all', async () => {
  const web = slowWeb();
  await using fixture = await openChatFixture({ runCommand: web.runCommand });
  const crowd = Array.from({ length: MAX_NAMED + 5 }, (_, n) => ({
    id: crypto.randomUUID(),
    name: `Guest ${n}`,
  }));
  for (const guest of crowd) await fixture.enter(guest);
  const annas = await fixture.enter(anna);
  annas.say('/who');
  await annas.settled();
  const { names, count } = web.asked[0]?.[1].people ?? { names: [], count: 0 };
  assert.deepEqual([names.length, count], [MAX_NAMED, MAX_NAMED + 6]);
});

test('a member who is removed before the answer sends nothing (row 35)', async () => {
  const web = slowWeb();
  await using fixture = await openChatFixture({ runCommand: web.runCommand });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.say('/me was here');
  await annas.settled();
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [anna.id] });
  await annas.closed;
  web.answers[0]?.resolve({ kind: 'action', text: 'was here' });
  await boriss.settled();
  assert.deepEqual(boriss.texts(), []);
});

test('a text that only looks like a command is an ordinary message', async () => {
  const web = slowWeb();
  await using fixture = await openChatFixture({ runCommand: web.runCommand });
  const annas = await fixture.enter(anna);
  const said = [
    ['/', '/'],
    ['/ 2', '/ 2'],
    ['/etc/hosts is wrong', '/etc/hosts is wrong'],
    ['/2 of them', '/2 of them'],
    ['//weather Moscow', '/weather Moscow'],
    ['//погода', '/погода'],
    ['///weather', '//weather'],
    ['// a comment', '// a comment'],
    ['//example.org/path', '//example.org/path'],
    ['hello /weather', 'hello /weather'],
  ] as const;
  for (const [typed, heard] of said) {
    annas.say(typed);
    assert.equal((await annas.next('message')).text, heard);
  }
  assert.equal(web.asked.length, 0);
});

test('without COMMANDS_URL the author gets the error that there are no commands', async () => {
  await using fixture = await openChatFixture();
  const [annas, claras] = [await fixture.enter(anna), await fixture.enter(clara)];
  annas.say('/weather Moscow', 'r1');
  const { code, reason } = await annas.next('error');
  assert.deepEqual([code, reason], ['command_failed', 'commands_off']);
  await claras.settled();
  assert.deepEqual(claras.texts(), []);
});
