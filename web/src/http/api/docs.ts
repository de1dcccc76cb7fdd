import { createHash } from 'node:crypto';
import { constants, gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { Description } from '../../website/api-description.ts';

/** `GET /openapi.json` */
export function openApi(description: Description): RequestHandler {
  const text = JSON.stringify(description);
  const hash = createHash('sha256').update(text).digest('base64url');
  const compressed = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
  return (req, res) => {
    res.type('json').set('Cache-Control', 'public, max-age=60').vary('Accept-Encoding');
    if (req.acceptsEncodings('gzip'))
      res.set({ 'Content-Encoding': 'gzip', ETag: `"${hash}-gzip"` }).send(compressed);
    else res.set('ETag', `"${hash}"`).send(text);
  };
}

/** `GET /docs`: the description as a page to read. */
export function docs(description: Description): RequestHandler {
  const calls = Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      tag: operation.tags[0],
      ...operation,
    })),
  );
  return (_req, res) => res.render('http/views/docs.njk', { calls });
}
