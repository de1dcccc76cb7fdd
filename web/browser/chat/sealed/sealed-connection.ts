import { type ClientFrame, COMMAND, type Member, type ServerFrame } from '@lantern/chat/protocol';
import type { Stored } from '../../storage.ts';
import type { PageHandlers } from '../connection/connect.ts';
import { Connection } from '../connection/connection.ts';
import { DuplicateFilter } from '../messages/duplicate-filter.ts';
import { type ClientContent, carriesContent, writeSealed } from './content.ts';
import { seal } from './envelope.ts';
import { Opener, type Unopened } from './opener.ts';
import { Replays, type SeenEnvelopes } from './replays.ts';

export interface SealedConnectionOptions {
  roomId: string;
  userId: string;
  /** See `sealingKeyOf`; absent: there is none yet. */
  key: CryptoKey | undefined;
  /** What this tab remembers of what it was shown, over a reload. */
  seen: Stored<SeenEnvelopes>;
  /** @returns the words for why a message is not shown */
  describe(unopened: Unopened, from: Member, sealedBy: Member | undefined): string;
  /** @returns why commands are refused */
  describeNoCommands(): string;
}

/** So many of those who were seen in the room are tried as the author of an envelope that does not open. */
const MOST_PEOPLE = 200;

/**
 * A connection to a sealed room: it seals what the page says and opens what arrives, both in order, so that to the page it is a
 * connection like any other.
 */
export class SealedConnection {
  #options: SealedConnectionOptions;
  #page: PageHandlers;
  #connection: Connection;
  #opener: Opener;
  #replays: Replays;
  /** What the server has delivered, by its own ids: over two connections while the room is handed over to another process. */
  #delivered = new DuplicateFilter();
  #key: CryptoKey | undefined;
  #connected = false;
  #incoming = Promise.resolve();
  #outgoing = Promise.resolve();
  /** Those who were seen in the room, by their ids; the last ones. */
  #people = new Map<string, Member>();

  constructor(options: SealedConnectionOptions, page: PageHandlers) {
    this.#options = options;
    this.#page = page;
    this.#key = options.key;
    this.#replays = new Replays(options.seen);
    this.#opener = new Opener({ ...options, replays: this.#replays });
    this.#connection = new Connection({
      ...page,
      onState: (state) => {
        this.#connected = state.name === 'connected';
        page.onState(state);
      },
      onFrame: (frame) => {
        this.#incoming = this.#incoming.then(() => this.#receive(frame)).catch(reportError);
      },
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    this.#replays.keep();
  }

  check(): void {
    this.#connection.check();
  }

  setKey(key: CryptoKey): void {
    this.#key = key;
    this.#opener.setKey(key);
  }

  /** @returns whether the frame will be sent: there are a connection and a key */
  send(frame: ClientFrame): boolean {
    if (!carriesContent(frame)) return this.#connection.send(frame);
    const key = this.#key;
    if (!key || !this.#connected) return false;
    this.#outgoing = this.#outgoing.then(() => this.#seal(key, frame)).catch(reportError);
    return true;
  }

  async #seal(key: CryptoKey, frame: ClientContent): Promise<void> {
    const { ref } = frame;
    if (frame.type === 'message' && COMMAND.test(frame.text.trimStart())) {
      const detail = this.#options.describeNoCommands();
      return this.#page.onFrame({ type: 'error', code: 'command_failed', ref, detail });
    }
    const said = frame.type === 'message' ? { ...frame, text: withoutEscape(frame.text) } : frame;
    const text = await seal(key, this.#options, writeSealed(said, Date.now()));
    if (text === undefined) this.#page.onFrame({ type: 'error', code: 'text_too_long', ref });
    // Without a connection by now the page sends it again, sealed anew.
    else this.#connection.send({ type: 'message', text, ref });
  }

  async #receive(frame: ServerFrame): Promise<void> {
    this.#notePeople(frame);
    // Outside of an envelope it would be the server's word for what somebody has said.
    if (frame.type === 'edit' || frame.type === 'withdraw' || frame.type === 'reaction') return;
    if (frame.type !== 'message') return this.#page.onFrame(frame);
    if (this.#delivered.isKnown(`${frame.id} ${frame.from.id} ${frame.text.slice(0, 40)}`)) return;
    const opened = await this.#opener.open(frame, this.#people.keys());
    if ('type' in opened) return this.#page.onFrame(opened);
    const sealedBy = opened.sealedBy === undefined ? undefined : this.#people.get(opened.sealedBy);
    const describe = () => this.#options.describe(opened, frame.from, sealedBy);
    const warns = opened.problem !== 'no_key' && opened.problem !== 'unknown';
    this.#page.onNotice({ from: frame.from.id, describe, at: frame.at, warns });
  }

  #notePeople(frame: ServerFrame): void {
    const { type } = frame;
    if (type === 'welcome' || type === 'joined' || type === 'members')
      for (const member of frame.members) this.#note(member);
    else if (type === 'message' || type === 'renamed') {
      this.#note(type === 'message' ? frame.from : frame.member);
    }
  }

  #note(member: Member): void {
    this.#people.delete(member.id);
    this.#people.set(member.id, member);
    const [first] = this.#people.keys();
    if (first !== undefined && this.#people.size > MOST_PEOPLE) this.#people.delete(first);
  }
}

/** A second slash escapes a command, as elsewhere: `//who` is said as `/who`. */
function withoutEscape(text: string): string {
  const trimmed = text.trimStart();
  const escaped = trimmed.startsWith('//') && COMMAND.test(trimmed.replace(/^\/+/, '/'));
  return escaped ? text.slice(0, text.length - trimmed.length) + trimmed.slice(1) : text;
}
