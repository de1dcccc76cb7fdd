import assert from 'node:assert/strict';
import test from 'node:test';
import { machine } from '../usage.ts';
import { type PeerRun, peersReport } from './peers.ts';

const quiet = { ok: true, other_cpu_s: 0, span_s: 2 };
const report = (runs: PeerRun[]) => peersReport(runs, machine(), new Date('2026-11-27'));
const own = (cpu: number, others = 0): PeerRun => ({
  ...quiet,
  scenario: 'S0',
  peer: 'lantern',
  cpu_us_per_delivery: cpu,
  other_cpu_s: others,
});
const naive: PeerRun = { ...own(10), peer: 'ws-naive' };

test('each ratio stands beside its target, and says when it is missed', () => {
  assert.match(report([own(9), naive]), /\| ws naive \| 0\.9 \(≤ 0\.95\) \|/);
  assert.match(report([own(9.6), naive]), /\| ws naive \| 0\.96 \(≤ 0\.95\) \*\*missed\*\* \|/);
  assert.match(report([own(9), naive]), /\| socket\.io \| – \|/);
});

test('runs that others disturbed count only when there is no other', () => {
  assert.match(report([own(30, 1.5), own(8), own(9), own(7), naive]), /ws naive \| 0\.8 \(/);
  assert.match(report([own(30, 1.5), naive]), /ws naive \| 3 \(≤ 0\.95\) \*\*missed\*\*/);
});

test('memory and connecting are of the scenario in which nobody speaks', () => {
  const idle: PeerRun = { ok: true, scenario: 'S3', peer: 'lantern', other_cpu_s: 9, span_s: 0 };
  const text = report([
    { ...idle, server: { bytes_per_conn: 400 }, connect_cpu_us: 90 },
    { ...idle, peer: 'ws-naive', server: { bytes_per_conn: 1000 }, connect_cpu_us: 300 },
  ]);
  assert.match(text, /\| 0\.4 \(≤ 0\.5\) \|/);
  assert.match(text, /connect one, to ws naive \| ≤ 0\.3 × \| 0\.3 × \| kept \|/);
});
