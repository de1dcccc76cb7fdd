import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Description } from '../../website/api-description.ts';

/** `GET /openapi.json` */
export function openApi(description: Description): RequestHandler {
  const text = JSON.stringify(description);
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  return (_req, res) => {
    res.type('json').set({ 'Cache-Control': 'public, max-age=60', ETag: etag }).send(text);
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
  return (_req, res) => res.render('http/views/docs.njk', { info: description.info, calls });
}
