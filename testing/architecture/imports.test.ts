import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf } from './imports.ts';

test('every form of an import is read, with the names it brings', () => {
  const text = `
import { a as b, type B as C } from './near.ts';
import type { C } from '../far.ts';
import whole, { part } from 'package';
import * as all from 'node:path';
import './effect.ts';
export { d } from './given-on.ts';
export type {
  E,
} from './types.ts';
const late = await import('./late.ts');
const { f } = await import('./later.ts');
const text = "no import from 'here'";
`;
  const read = importsOf('web/src/rooms/service.ts', text).map(({ target, values, names }) => ({
    target,
    values,
    names,
  }));
  assert.deepEqual(read, [
    { target: 'web/src/rooms/near.ts', values: ['a'], names: ['a', 'B'] },
    { target: 'web/src/far.ts', values: [], names: ['C'] },
    { target: 'package', values: ['whole', 'part'], names: ['whole', 'part'] },
    { target: 'node:path', values: ['* as all'], names: ['* as all'] },
    { target: 'web/src/rooms/effect.ts', values: [], names: [] },
    { target: 'web/src/rooms/given-on.ts', values: ['d'], names: ['d'] },
    { target: 'web/src/rooms/types.ts', values: [], names: ['E'] },
    { target: 'web/src/rooms/late.ts', values: [], names: [] },
    { target: 'web/src/rooms/later.ts', values: ['f'], names: ['f'] },
  ]);
});
