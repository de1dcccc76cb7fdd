import type { Translator } from '../i18n/translator.ts';
import { Connection, type ConnectionOptions } from './connection.ts';

/** What a page learns from its connection. */
export interface PageHandlers extends ConnectionOptions {
  /** Tells the reader something in the log, such as why a message is not shown. */
  onNotice(notice: LogNotice): void;
}

/** A line of the log, with marked names (see `isolate`). */
export interface LogNotice {
  /** The id of the member whom it is about. */
  from: string;
  /** @returns the line in the page's locale */
  describe(): string;
  /** Milliseconds since 1970. */
  at: number;
  /** Whether somebody may be deceiving the reader. */
  warns: boolean;
}

/** A connection to a room as its page uses it. */
export type RoomConnection = Pick<Connection, 'start' | 'stop' | 'check' | 'send'>;

/** Makes a page's connection; it is not started. */
export type Connect = (translator: Translator, page: PageHandlers) => RoomConnection;

export const connectPlainly: Connect = (_translator, page) => new Connection(page);
