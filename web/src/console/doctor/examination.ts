import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '../terminal/terminal.ts';
import { type Check, type Finding, wrong } from './finding.ts';
import { codeOf } from './trouble.ts';

/** Nothing that is asked of others takes as long, unless it hangs. */
const DEADLINE_MS = 25_000;

/**
 * Makes all checks at once and tells what they found, in their order, a line for each finding.
 *
 * @returns how many things are wrong, and how many are worth a look
 */
export async function examine(
  checks: Check[],
  terminal: Terminal,
): Promise<Record<Finding['state'], number>> {
  const count = { ok: 0, warning: 0, wrong: 0 };
  const running = checks.map((check) => ({ name: check.name, findings: allOf(check) }));
  for (const { name, findings } of running)
    for (const { state, text } of await findings) {
      count[state]++;
      terminal.out(`${state.padEnd(7)}  ${name}: ${printable(text)}`);
    }
  return count;
}

/** What a check found, and that it did not come to an end, if so. */
async function allOf(check: Check): Promise<Finding[]> {
  const findings: Finding[] = [];
  const collect = async () => {
    for await (const finding of check.findings()) findings.push(finding);
    return 'done';
  };
  const outcome = await Promise.race([
    collect().catch((error) => `failed in a way that was not foreseen (${codeOf(error)})`),
    sleep(DEADLINE_MS, 'did not end in time', { ref: false }),
  ]);
  return outcome === 'done' ? findings : [...findings, wrong(outcome)];
}

/** Others answer what they like: control characters could move the reader's cursor. */
const printable = (text: string) => text.replace(/\p{C}/gu, '?');
