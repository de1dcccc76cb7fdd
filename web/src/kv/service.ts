import { violatedCheck } from '@lantern/db';
import { LanternError } from '../errors.ts';
import { SEPARATOR } from './batches/batch.ts';
import type { Batches } from './batches/batches.ts';
import type { KvRepository, Quota } from './repository.ts';
/** What somebody keeps. `key` is JSON text, `bytes` what it counts for. */
export type Entry = { key: string; bytes: number; createdAt: Date };
export type KvService = ReturnType<typeof kvService>;

export type KvParts = {
  repository: KvRepository;
  batches: Batches;
  /** Of every account. */
  quota: Quota;
};

/** The form that deletes them fits into 64 KB, however long they are. */
const PAGE_SIZE = 40;
/** Of the values that one read answers: as much as one write takes. */
const MOST_READ = 10 * 2 ** 20;
/** Characters: more of a value is no page any more. */
const MOST_SHOWN = 20_000;

/**
 * What people and their programs keep under keys of their own. The bodies of batches are bytes as they came, the answers
 * JSON text: what is kept is never parsed and written anew, so it comes back as it was sent.
 */
export function kvService({ repository, batches, quota }: KvParts) {
  const usedBy = async (ownerId: string) => (await repository.usage(ownerId)) ?? { keys: 0, bytes: 0 };

  return {
    /**
     * Keys that are there already are left as they are. Of several that write one key at the same moment one writes it.
     *
     * @param body `{"data": {"key": value, …}}`
     * @returns `{"written": […], "ignored": […]}`
     * @throws LanternError `malformed_request`, `invalid_fields`, `keys_repeated`, `storage_full` with nothing written
     */
    async write(ownerId: string, body: Uint8Array): Promise<string> {
      const texts = await batches.read(ownerId, body, 'data');
      const write = () => repository.write(ownerId, texts, quota);
      const reply = await batches.perform(ownerId, write).catch(async (error: unknown) => {
        if (violatedCheck(error) !== 'kv_usage_quota') throw error;
        throw new LanternError('storage_full', { members: { used: await usedBy(ownerId), quota } });
      });
      // Deleted since the token was looked at.
      if (!reply) throw new LanternError('token_revoked');
      return `{"written":${reply.written},"ignored":${reply.ignored}}`;
    },

    /**
     * @param body `{"keys": ["key", …]}`
     * @returns `{"data": {"key": value, …}}`
     * @throws LanternError `malformed_request`, `invalid_fields`, `keys_repeated`, `keys_absent`, `read_too_large`
     */
    async read(ownerId: string, body: Uint8Array): Promise<string> {
      const { keys } = await batches.read(ownerId, body, 'keys');
      const { absent, members } = await batches.perform(ownerId, () =>
        repository.read(ownerId, keys, MOST_READ),
      );
      if (absent !== '[]') throw new LanternError('keys_absent', { members: { keys: JSON.parse(absent) } });
      if (members === null) throw new LanternError('read_too_large');
      return `{"data":{${members}}}`;
    },

    /**
     * @param body `{"keys": ["key", …]}`
     * @returns `{"deleted": […], "absent": […]}`
     * @throws LanternError `malformed_request`, `invalid_fields`, `keys_repeated`
     */
    async delete(ownerId: string, body: Uint8Array): Promise<string> {
      const { keys } = await batches.read(ownerId, body, 'keys');
      const { deleted, absent } = await batches.perform(ownerId, () => repository.delete(ownerId, keys));
      return `{"deleted":${deleted},"absent":${absent}}`;
    },

    /** @param keys their JSON texts; those that are gone already are passed over */
    async deleteEach(ownerId: string, keys: string[]): Promise<void> {
      await repository.delete(ownerId, keys.join(SEPARATOR));
    },

    async usage(ownerId: string): Promise<{ used: Quota; quota: Quota }> {
      return { used: await usedBy(ownerId), quota };
    },

    /**
     * What is kept under keys that begin with a text, in the order of their JSON text.
     *
     * @param after the JSON text of the last key already seen
     */
    async list(ownerId: string, prefix: string, after = '') {
      const beginning = JSON.stringify(prefix).slice(0, -1);
      const rows = await repository.list(ownerId, { beginning, after, limit: PAGE_SIZE + 1 });
      const found = rows.flatMap(({ entry }) => (entry?.key ? [entry as Entry] : []));
      const items = found.slice(0, PAGE_SIZE);
      const next = found.length > PAGE_SIZE ? items.at(-1)?.key : undefined;
      return { used: rows[0]?.used ?? { keys: 0, bytes: 0 }, quota, items, next };
    },

    /**
     * The beginning of one value, for who looks at it.
     *
     * @throws LanternError `keys_absent`
     */
    async look(ownerId: string, key: string) {
      const entry = await repository.find(ownerId, key, MOST_SHOWN);
      if (!entry) throw new LanternError('keys_absent', { members: { keys: [JSON.parse(key)] } });
      return { key, ...entry };
    },
  };
}
