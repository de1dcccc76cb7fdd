import type { Listener } from './relay.ts';

const CODE = { query: 'Q', parse: 'P', bind: 'B', execute: 'E' };

/**
 * Hears the statements that a client has Postgres run, BEGIN and COMMIT too, in whichever of the protocol's two ways
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 *
 * @param heard is told the text of each
 */
export function statements(heard: (text: string) => void): Listener {
  const texts = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  let bound = '';

  function message(code: string, body: Buffer): void {
    const [first = '', second = ''] = body.toString().split('\0');
    if (code === CODE.query) heard(first);
    if (code === CODE.parse) texts.set(first, second);
    if (code === CODE.bind) bound = second;
    if (code === CODE.execute) heard(texts.get(bound) ?? '');
  }

  return {
    asked(data) {
      rest = Buffer.concat([rest, data]);
      for (;;) {
        // The first message of a connection has no code.
        const head = begun ? 1 : 0;
        if (rest.length < head + 4) return;
        const end = head + rest.readUInt32BE(head);
        if (rest.length < end) return;
        if (begun) message(rest.toString('latin1', 0, 1), rest.subarray(head + 4, end));
        begun = true;
        rest = rest.subarray(end);
      }
    },
  };
}
