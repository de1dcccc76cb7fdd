import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Description } from '../../src/website/api-description.ts';
import type { Reply } from '../people/program.ts';

/**
 * Reads the site's own description of its API.
 *
 * @returns checks that a reply is one that the description promises, by status, media type and schema
 */
export async function descriptionOf(site: string) {
  const { paths } = (await (await fetch(`${site}/openapi.json`)).json()) as Description;
  return (method: string, path: string, reply: Reply): void => {
    const [bare = ''] = path.split('?');
    // Like the site: what is written out goes before what is put in.
    const known = Object.keys(paths).toSorted(
      (one, other) => Number(/\{/.test(one)) - Number(/\{/.test(other)),
    );
    const found = known.find((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare));
    const operation = paths[found ?? '']?.[method.toLowerCase()];
    if (!operation) return;
    const what = `${method} ${bare} → ${reply.status}`;
    const promised = operation.responses[reply.status];
    assert.ok(promised, `${what} is not in the description`);
    if (!promised.content) {
      assert.equal(reply.body, undefined, what);
      return;
    }
    assert.ok(reply.type && promised.content[reply.type], `${what}: ${reply.type} is not in the description`);
    const schema = z.fromJSONSchema(promised.content[reply.type]?.schema as z.core.JSONSchema.JSONSchema);
    const { error } = schema.safeParse(reply.body);
    assert.equal(error, undefined, `${what}: ${JSON.stringify(reply.body)}`);
  };
}
