import { FileFailure, type NewFile, type OpenText } from '@lantern/web/console/files';
import { Gone, type Terminal } from '@lantern/web/console/terminal';
import type { z } from 'zod';
import type { consoleMessage, serverMessage } from './protocol.ts';

type Asked = Extract<
  z.output<typeof serverMessage>,
  | { ask: string }
  | { readLine: true }
  | { open: string }
  | { readOn: true }
  | { write: string }
  | { create: string }
  | { bytes: string }
  | { isWhole: boolean }
>;

/** What the person before the console, and their files, answer to the running server. */
export function answerRequests(terminal: Terminal) {
  let text: OpenText['text'] | undefined;
  let file: NewFile | undefined;

  async function answer(asked: Asked): Promise<z.input<typeof consoleMessage>> {
    if ('ask' in asked) return { answer: await terminal.ask(asked.ask, asked.hidden) };
    if ('readLine' in asked) return { answer: await terminal.readLine() };
    if ('write' in asked) {
      await terminal.files.write(asked.write, asked.text, asked.anew);
      return { answer: '' };
    }
    if ('create' in asked) {
      file = await terminal.files.create(asked.create);
      return { answer: '' };
    }
    if ('bytes' in asked) {
      await file?.write(Buffer.from(asked.bytes, 'base64'));
      return { answer: '' };
    }
    if ('isWhole' in asked) {
      if (asked.isWhole) await file?.finish();
      else await file?.abandon();
      file = undefined;
      return { answer: '' };
    }
    if ('open' in asked) {
      const opened = await terminal.files.read(asked.open);
      text = opened.text;
      return { size: opened.size ?? null };
    }
    const { value } = (await text?.next()) ?? {};
    return { answer: value ?? '' };
  }

  return {
    answer: (asked: Asked) =>
      answer(asked).catch((error) => {
        if (error instanceof Gone) return { answer: null };
        if (error instanceof FileFailure) return { failed: error.message };
        throw error;
      }),
    /** When the server is gone: a file that it did not finish is of no use. */
    async end(): Promise<void> {
      await file?.abandon();
      file = undefined;
    },
  };
}
