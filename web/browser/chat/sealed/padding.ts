/** In bytes: a plaintext is padded to the first of these that holds it. */
export const SIZES = [64, 256, 1_024, 4_096, 16_384] as const;
/** The length comes first, as two bytes, the greater one first. */
const PREFIX = 2;

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** @returns the length of the text, the text, and zeros up to one of {@link SIZES}; undefined when it fits none */
export function pad(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = utf8.encode(text);
  const size = SIZES.find((each) => each >= PREFIX + bytes.length);
  if (size === undefined) return undefined;
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint16(0, bytes.length);
  padded.set(bytes, PREFIX);
  return padded;
}

/** @returns what {@link pad} was given; undefined for what it does not make */
export function unpad(padded: Uint8Array<ArrayBuffer>): string | undefined {
  const length = new DataView(padded.buffer, padded.byteOffset).getUint16(0);
  if (length > padded.length - PREFIX) return undefined;
  try {
    return strictUtf8.decode(padded.subarray(PREFIX, PREFIX + length));
  } catch {
    return undefined;
  }
}
