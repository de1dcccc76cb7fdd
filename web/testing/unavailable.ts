import assert from 'node:assert/strict';
import type { Reply } from './people/program.ts';
import type { Page, Visitor } from './people/visitor.ts';
import type { TestSite } from './website.ts';

/** What nobody who asks should read: a stack, a path of ours, a statement, whose port is closed. */
const INSIDES =
  /\n\s+at |node_modules|\/src\/|ECONN|\bselect\b|\binsert\b|\bupdate\b|SQLSTATE|Redis|postgres/i;

/** A stranger’s browser, where Russian was chosen with the switch, whatever the browser itself says. */
export async function russian(visitor: Visitor): Promise<Visitor> {
  const { status } = await visitor.submit('/login', '/locale', { locale: 'ru' });
  assert.equal(status, 303);
  return visitor;
}

/** That a page of such a browser says that something does not answer, and nothing more. */
export function assertUnavailablePage({ status, headers, text }: Page, why: string): void {
  assert.deepEqual([status, headers.get('retry-after')], [503, '5'], why);
  assert.match(headers.get('content-type') ?? '', /^text\/html/, why);
  assert.equal(headers.get('cache-control'), 'no-store', why);
  assert.match(text, /<html lang="ru">/, why);
  assert.match(text, /Сервис временно недоступен/, why);
  assert.doesNotMatch(text.replace(/<script[^>]*>/g, ''), INSIDES, why);
}

/** The same for a call of the API. */
export function assertUnavailableCall({ status, type, headers, body }: Reply, why: string): void {
  assert.deepEqual([status, body?.code, headers.get('retry-after')], [503, 'unavailable', '5'], why);
  assert.equal(type, 'application/problem+json', why);
  assert.doesNotMatch(JSON.stringify(body), INSIDES, why);
}

/** In milliseconds. */
const SOON = 10_000;

/** Ends when the site is ready, or is not; fails when that takes long. */
export async function untilReady({ url }: Pick<TestSite, 'url'>, wanted = true): Promise<void> {
  const giveUpAt = performance.now() + SOON;
  while ((await fetch(`${url}/health/ready`)).ok !== wanted)
    assert.ok(performance.now() < giveUpAt, wanted ? 'it does not come back' : 'it is ready all the time');
}
