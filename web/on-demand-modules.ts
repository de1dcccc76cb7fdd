import { relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Has each module that is loaded by `import()` import the script of its page first: `chat/card/member-card.ts` imports `chat.ts`. That
 * one has run by then. esbuild makes a file of the modules that the same scripts reach, so that a module which page and
 * parts use would become one more file of every page, for each combination of parts; like this all of a page is one file.
 */
export const onDemandModules: Plugin = {
  name: 'on-demand-modules',
  setup(build) {
    const browser = `${build.initialOptions.absWorkingDir}browser`;

    build.onResolve({ filter: /^\./ }, async ({ kind, path, resolveDir, importer, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === 'resolved') return undefined;
      const resolved = await build.resolve(path, { kind, resolveDir, importer, pluginData: 'resolved' });
      return resolved.errors.length > 0 ? resolved : { path: resolved.path, namespace: 'on-demand' };
    });

    build.onLoad({ filter: /./, namespace: 'on-demand' }, ({ path }) => {
      const [page] = relative(browser, path).split(sep);
      const imports = [`${browser}/${page}.ts`, path].map((each) => JSON.stringify(each));
      return { contents: `import ${imports[0]}; export * from ${imports[1]};`, resolveDir: browser };
    });
  },
};
