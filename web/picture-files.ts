import { createHash } from 'node:crypto';
import type { Plugin } from 'esbuild';

/**
 * Makes files of the pictures that a style sheet holds as `data:` addresses: the content security policy lets pages show
 * pictures of this site only, and a picture that anybody can write into an address is not one.
 */
export const pictureFiles: Plugin = {
  name: 'picture-files',
  setup(build) {
    build.onResolve({ filter: /^data:image\// }, ({ path: url }) => {
      const [, kind = ''] = /^data:image\/(\w+)/.exec(url) ?? [];
      const name = createHash('sha256').update(url).digest('hex');
      return { path: `${name}.${kind}`, namespace: 'picture', pluginData: url };
    });
    build.onLoad({ filter: /./, namespace: 'picture' }, async ({ pluginData: url }) => ({
      contents: await (await fetch(url)).bytes(),
      loader: 'file',
    }));
  },
};
