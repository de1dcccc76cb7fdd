import { basename } from 'node:path';
import type { Metafile } from 'esbuild';

/** What browsers load for each entry point: its address, and those of the modules that it imports (and they in turn). */
export type Manifest = Record<string, { url: string; imports: string[] }>;

type Outputs = Metafile['outputs'];

/** @returns the address of a file that esbuild has written */
export const urlOf = (output: string): string => `/assets/${basename(output)}`;

/**
 * @param outputs what esbuild has written
 * @param entryPoints as it was given them
 * @returns what browsers load for each: `browser/chat.ts` is `chat.js`
 */
export function manifestOf(outputs: Outputs, entryPoints: readonly string[]): Manifest {
  const manifest: Manifest = {};
  for (const [output, { entryPoint = '' }] of Object.entries(outputs)) {
    const path = entryPoint.replace(/^texts:/, '');
    if (!entryPoints.includes(path)) continue;
    const name = basename(path).replace(/\.ts$/, '.js');
    manifest[name] = { url: urlOf(output), imports: staticImports(output, outputs).map(urlOf) };
  }
  return manifest;
}

/**
 * Leaves out the files that only import others. Where parts of a page import its script, esbuild writes the script into a file that all of
 * them share, and for the page one that imports it: a request more, for nothing. The page then loads the shared file.
 *
 * @param outputs what esbuild has written
 * @returns what pages load of it
 */
export function withoutShells(outputs: Outputs): Outputs {
  const used = structuredClone(outputs);
  for (const [shell, { entryPoint = '', inputs }] of Object.entries(outputs)) {
    if (Object.keys(inputs).length > 0) continue;
    const [script, written] = Object.entries(used).find(([, each]) => each.inputs[entryPoint]) ?? [];
    if (!script || !written) continue;
    const loaded = [script, ...staticImports(script, outputs)];
    // What is imported only for what it does when it runs.
    if (staticImports(shell, outputs).some((each) => !loaded.includes(each))) continue;
    written.entryPoint = entryPoint;
    delete used[shell];
  }
  return used;
}

const GRAMMARS = /\/highlighting\/grammars\//;

/**
 * Leaves out the grammars by which code is highlighted, and what only they import: a reader needs few of them.
 *
 * @param outputs what pages load of what esbuild has written
 */
export function withoutGrammars(outputs: Outputs): Outputs {
  const others = new Set<string>();
  const add = (output: string) => {
    if (others.has(output) || GRAMMARS.test(outputs[output]?.entryPoint ?? '')) return;
    others.add(output);
    for (const { path } of outputs[output]?.imports ?? []) add(path);
  };
  for (const [output, { entryPoint = 'on-demand:' }] of Object.entries(outputs))
    if (!entryPoint.startsWith('on-demand:')) add(output);
  return Object.fromEntries(Object.entries(outputs).filter(([output]) => others.has(output)));
}

function staticImports(output: string, outputs: Outputs, found = new Set<string>()): string[] {
  for (const { path, kind } of outputs[output]?.imports ?? []) {
    if (kind !== 'import-statement' || found.has(path)) continue;
    found.add(path);
    staticImports(path, outputs, found);
  }
  return [...found];
}
