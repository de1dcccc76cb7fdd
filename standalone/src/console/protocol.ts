import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/**
 * What the console and the running server say to each other over the data folder's socket: lines of JSON. The console sends
 * the command line; the server does the work, and the person before the console answers its questions.
 */
export const consoleMessage = z.union([
  z.object({
    words: z.array(z.string()),
    interactive: z.boolean(),
    /** What the console's own environment says to Lantern, where that is looked at. */
    variables: z.record(z.string(), z.string()).optional(),
  }),
  /** To a question; or the next piece of the file, empty at its end. null: they left. */
  z.object({ answer: z.string().nullable() }),
  /** The file is open, and so many bytes long, or nobody knows how long. */
  z.object({ size: z.number().nullable() }),
  /** Nothing can be done with that file, and why. */
  z.object({ failed: z.string() }),
]);

export const serverMessage = z.union([
  z.object({ out: z.string() }),
  z.object({ err: z.string() }),
  z.object({ ask: z.string(), hidden: z.boolean() }),
  z.object({ readLine: z.literal(true) }),
  z.object({ progress: z.string() }),
  z.object({ open: z.string() }),
  /** Piece by piece, when the one before is dealt with: so neither side holds more of a file than one. */
  z.object({ readOn: z.literal(true) }),
  z.object({ write: z.string(), text: z.string(), anew: z.boolean() }),
  /** A new file: then its bytes in base64, piece by piece, and whether it is whole. */
  z.object({ create: z.string() }),
  z.object({ bytes: z.base64() }),
  z.object({ isWhole: z.boolean() }),
  z.object({ exit: z.number() }),
]);

export function sendMessage(
  connection: Socket,
  message: z.input<typeof consoleMessage> | z.input<typeof serverMessage>,
): void {
  connection.write(`${JSON.stringify(message)}\n`);
}

/** What comes in, checked, in order; ends with the connection, also when what came makes no sense. */
export async function* readMessages<Schema extends z.ZodType>(connection: Socket, schema: Schema) {
  const lines = createInterface({ input: connection, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const message = schema.safeParse(parse(line));
    if (!message.success) return;
    yield message.data;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
