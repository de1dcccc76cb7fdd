import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productionImports } from './imports.ts';

/** By file: the files of ours that it imports, types too. */
function importGraph(): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { file, target } of productionImports()) {
    const targets = graph.get(file) ?? new Set();
    if (target.endsWith('.ts')) targets.add(target);
    graph.set(file, targets);
  }
  return graph;
}

/** The groups of files that reach each other (R. Tarjan, 1972: strongly connected components of more than one node). */
function cycles(graph: Map<string, Set<string>>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  function visit(file: string): void {
    order.set(file, order.size);
    lowest.set(file, order.size - 1);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(target) ?? 0));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group.toSorted());
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}

test('a cycle of imports is found', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c'])],
    ['c', new Set(['b'])],
  ]);
  assert.deepEqual(cycles(graph), [['b', 'c']]);
});

test('no files import each other, types included', () => {
  assert.deepEqual(cycles(importGraph()), []);
});
