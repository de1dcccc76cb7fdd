import type { Request, Response } from 'express';
import { parse } from '../http/api/validation.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { chosenKeys, cursorOf, oneKey, pageQuestion } from './schemas.ts';
import type { KvService } from './service.ts';

const LIST = 'kv/views/list.njk';
const VALUE = 'kv/views/value.njk';

/** `/settings/data`: what programs keep for somebody, to be seen and deleted. Programs write it. */
export function kvPages(kv: KvService) {
  return {
    async list(req: Request, res: Response) {
      const { prefix, after } = pageQuestion.parse(req.query);
      const { used, quota, items, next } = await kv.list(currentUserOf(req).id, prefix, after);
      res.render(LIST, {
        used,
        quota,
        items: items.map((entry) => ({ ...entry, cursor: cursorOf(entry.key) })),
        next: next && cursorOf(next),
        prefix,
        isFirst: after === undefined,
        saved: 'deleted' in req.query ? 'data' : undefined,
      });
    },

    async value(req: Request, res: Response) {
      const { key } = parse(oneKey, req.query);
      res.render(VALUE, { ...(await kv.look(currentUserOf(req).id, key)), cursor: cursorOf(key) });
    },

    async delete(req: Request, res: Response) {
      const { key: keys, prefix } = chosenKeys.parse(req.body ?? {});
      if (keys.length > 0) await kv.deleteEach(currentUserOf(req).id, keys);
      const query = new URLSearchParams({
        ...(prefix && { prefix }),
        ...(keys.length > 0 && { deleted: '' }),
      });
      res.redirect(303, `/settings/data?${query}`);
    },
  };
}
