import type { Request } from 'express';
import { apiCall, rawApiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import type { Limits } from '../limits/limits.ts';
import {
  cursorOf,
  deleted,
  entries,
  full,
  keys,
  listing,
  named,
  question,
  usage,
  written,
} from './schemas.ts';
import type { KvService } from './service.ts';

const ownerOf = (req: Request) => accessOf(req).sub;

export function kvApi({ kv, limits }: { kv: KvService; limits: Limits }) {
  const limit = limits.batchesOfPerson;
  return {
    write: rawApiCall(
      {
        summary:
          'Keep values, any JSON, under keys of mine. Keys that are there already are left as they are and listed in `ignored`',
        body: entries,
        example: { data: { lamp: { lit: true }, 'keeper:1': 'Vera' } },
        status: 200,
        reply: written,
        errors: ['keys_repeated', 'storage_full'],
        members: { ...named, ...full },
        limit,
      },
      (body, req) => kv.write(ownerOf(req), body),
    ),

    read: rawApiCall(
      {
        summary: 'The values under these keys, as they were written; all of them or none',
        body: keys,
        example: { keys: ['lamp', 'keeper:1'] },
        status: 200,
        reply: entries,
        errors: ['keys_repeated', 'read_too_large', 'keys_absent'],
        members: named,
        limit,
      },
      (body, req) => kv.read(ownerOf(req), body),
    ),

    delete: rawApiCall(
      {
        summary: 'Delete these keys; those that are not there are listed in `absent`',
        body: keys,
        example: { keys: ['lamp'] },
        status: 200,
        reply: deleted,
        errors: ['keys_repeated'],
        members: named,
        limit,
      },
      (body, req) => kv.delete(ownerOf(req), body),
    ),

    list: apiCall(
      {
        summary: 'My keys, or those that begin with a text (prefix), and how many bytes each counts for',
        query: question,
        status: 200,
        reply: listing,
        limit,
      },
      async ({ query: { prefix, after } }, req) => {
        const { items, next } = await kv.list(ownerOf(req), prefix, after);
        const shown = items.map(({ key, bytes, createdAt }) => ({
          key: JSON.parse(key),
          bytes,
          created_at: createdAt.toISOString(),
        }));
        return { items: shown, next: next === undefined ? null : cursorOf(next) };
      },
    ),

    usage: apiCall(
      { summary: 'How much I keep, and how much I may', status: 200, reply: usage },
      async (_input, req) => kv.usage(ownerOf(req)),
    ),
  };
}
