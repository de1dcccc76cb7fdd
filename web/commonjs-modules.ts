import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Writes Swagger UI, the one CommonJS module that pages load, as a module with a default export. esbuild can do so itself, by functions
 * that would become one more file of every page.
 */
export const commonJsModules: Plugin = {
  name: 'commonjs-modules',
  setup(build) {
    build.onLoad({ filter: /swagger-ui-es-bundle\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: `const module = {};\n${source}\nexport default module.exports;` };
    });
  },
};
