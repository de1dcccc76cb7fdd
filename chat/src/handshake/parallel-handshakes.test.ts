import assert from 'node:assert/strict';
import test from 'node:test';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { until } from '../testing/cluster-fixture.ts';
import { anna } from '../testing/people.ts';

test('handshakes of an account that wait for the same answer open no more sockets than its limit (row 38)', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<number>();
  let asked = 0;
  await using fixture = await openChatFixture({
    socketsPerPerson: 2,
    introspect: () => {
      asked += 1;
      return answer;
    },
  });
  const token = await fixture.issuer.token(anna);
  const tabs = Array.from({ length: 20 }, () => fixture.connect(token));
  await until(() => asked === tabs.length);
  resolve(Date.now());
  const opened = await Promise.allSettled(tabs.map((tab) => tab.next('welcome')));
  assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 2);
});
