/** What each text carries, to be found in whatever envelope the server puts around it. */
export type Marker = {
  /** Of the generator: what was sent before belongs to another measurement. */
  phase: number;
  /** When it was sent, in microseconds on the generator's clock. */
  at: number;
  room: number;
  /** Within the room. */
  sender: number;
  /** Of the sender's messages. */
  order: number;
};

const MARK = Buffer.from('~LB~');
const WIDTH = { phase: 4, at: 12, room: 4, sender: 4, order: 8 } as const;
const FIELDS = Object.keys(WIDTH) as (keyof Marker)[];
/** In bytes, of all of it. */
const LENGTH = MARK.length + FIELDS.reduce((sum, field) => sum + WIDTH[field], 0);

/** A text of `size` bytes. */
export function markedText(marker: Marker, size: number): string {
  const values = FIELDS.map((field) => Math.trunc(marker[field]).toString(16).padStart(WIDTH[field], '0'));
  return `${MARK}${values.join('')}`.padEnd(size, 'x');
}

/** @returns where in `data` a marker begins, between `start` and `end`; -1: nowhere */
export function findMarker(data: Buffer, start: number, end: number): number {
  const at = data.indexOf(MARK, start);
  return at < 0 || at + LENGTH > end ? -1 : at;
}

/** Into `marker`, which is used again: there are millions. */
export function readMarker(data: Buffer, at: number, marker: Marker): void {
  let place = at + MARK.length;
  marker.phase = readHex(data, place, WIDTH.phase);
  place += WIDTH.phase;
  marker.at = readHex(data, place, WIDTH.at);
  place += WIDTH.at;
  marker.room = readHex(data, place, WIDTH.room);
  place += WIDTH.room;
  marker.sender = readHex(data, place, WIDTH.sender);
  place += WIDTH.sender;
  marker.order = readHex(data, place, WIDTH.order);
}

function readHex(data: Buffer, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at += 1) {
    const character = data[at] as number;
    value = value * 16 + (character < 58 ? character - 48 : character - 87);
  }
  return value;
}
