import type { Frame } from '@lantern/chat/protocol';
import { toBase64url } from './base64url.ts';
import { frameOf, readSealed, type ServerContent } from './content.ts';
import { type Envelope, open, readEnvelope } from './envelope.ts';
import { type Replays, TOLERANCE } from './replays.ts';

/** Why a message is not shown; `chat:sealed.problem.<problem>` says it in words. */
export type Problem =
  | 'no_key'
  | 'plain'
  | 'truncated'
  | 'forged'
  | 'altered'
  | 'replayed'
  | 'stale'
  | 'unknown';

export interface Unopened {
  problem: Problem;
  /** Of `forged`: the id of the member who sealed it. */
  sealedBy?: string;
  /** Of `stale`: when it was sealed. */
  sealedAt?: number;
}

/** Opens the envelopes that arrive in a room. */
export class Opener {
  #roomId: string;
  #key: CryptoKey | undefined;
  #replays: Replays;

  /** @param key see `sealingKeyOf`; absent: there is none yet */
  constructor({ roomId, key, replays }: { roomId: string; key?: CryptoKey | undefined; replays: Replays }) {
    this.#roomId = roomId;
    this.#key = key;
    this.#replays = replays;
  }

  setKey(key: CryptoKey): void {
    this.#key = key;
  }

  /**
   * Opens a message of the server. Of the frame only the author and the time count, and the author only if the envelope opens as
   * theirs; whatever else the server has put into it is left out.
   *
   * @param people ids of those who may have sealed it, if the author has not
   * @returns the frame as which it would have come in a room that is not sealed; its `id` is that of the envelope, since the
   *   server could give two messages one id, or one message two
   */
  async open(message: Frame<'message'>, people: Iterable<string>): Promise<ServerContent | Unopened> {
    const envelope = readEnvelope(message.text);
    if (!envelope) return { problem: 'plain' };
    if (!this.#key) return { problem: 'no_key' };
    if (envelope === 'truncated') return { problem: 'truncated' };
    const { from, at } = message;
    const json = await open(this.#key, this.#sender(from.id), envelope);
    if (json === undefined) return this.#whyNot(envelope, this.#key, people);
    const content = readSealed(json);
    if (!content) return { problem: 'unknown' };
    const judgement = this.#replays.judge(envelope.nonce, content.at, Date.now());
    if (judgement === 'stale') return { problem: judgement, sealedAt: content.at };
    if (judgement === 'replayed') return { problem: judgement };
    // The server says when, and cannot make it another hour.
    const when = Math.trunc(Math.min(Math.max(at, content.at - TOLERANCE), content.at + TOLERANCE));
    return frameOf(content, { id: toBase64url(envelope.nonce), from, at: when });
  }

  /** Whoever sealed it is found by trying: there is nothing in an envelope that the server could not have written. */
  async #whyNot(envelope: Envelope, key: CryptoKey, people: Iterable<string>): Promise<Unopened> {
    for (const id of people)
      if ((await open(key, this.#sender(id), envelope)) !== undefined)
        return { problem: 'forged', sealedBy: id };
    return { problem: 'altered' };
  }

  #sender = (userId: string) => ({ roomId: this.#roomId, userId });
}
