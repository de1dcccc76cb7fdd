import type { Account } from '../traffic/account.ts';

type Write = { owner: Account; kind: 'room' | 'value'; key: string };

const KEYS_AT_ONCE = 50;

/** Every write that the site confirmed. */
export class WriteLedger {
  readonly #confirmed: Write[] = [];

  confirm(write: Write): void {
    this.#confirmed.push(write);
  }

  get count(): number {
    return this.#confirmed.length;
  }

  /** Asks the site for all of them. @returns those that are not there */
  async lost(): Promise<string[]> {
    const byOwner = Map.groupBy(this.#confirmed, ({ owner }) => owner);
    const lost: string[] = [];
    for (const [owner, writes] of byOwner) {
      const keysOf = (kind: Write['kind']) =>
        writes.filter((write) => write.kind === kind).map(({ key }) => key);
      const rooms = keysOf('room').length > 0 ? await roomsOf(owner) : new Set();
      lost.push(...keysOf('room').filter((id) => !rooms.has(id)));
      const values = keysOf('value');
      for (let start = 0; start < values.length; start += KEYS_AT_ONCE)
        lost.push(...(await lostValues(owner, values.slice(start, start + KEYS_AT_ONCE))));
    }
    return lost;
  }
}

async function roomsOf(owner: Account): Promise<Set<string>> {
  const ids = new Set<string>();
  let after = '';
  do {
    const answer = await owner.call('GET', `/rooms?mine=true${after && `&after=${after}`}`);
    if (answer.status !== 200) throw new Error(`the rooms cannot be listed: ${answer.status}`);
    const { items, next } = JSON.parse(answer.text);
    for (const { id } of items) ids.add(id);
    after = next ?? '';
  } while (after);
  return ids;
}

/** The key is its own value. */
async function lostValues(owner: Account, keys: string[]): Promise<string[]> {
  const answer = await owner.call('POST', '/kv/read', { keys });
  if (answer.status === 404) return keys;
  if (answer.status !== 200) throw new Error(`values cannot be read: ${answer.status} ${answer.text}`);
  const { data } = JSON.parse(answer.text);
  return keys.filter((key) => data[key] !== key);
}
