import type { Page } from '@playwright/test';

export type Frames = Record<'client' | 'server', Map<string, unknown>>;

/** The first frame of each type that a page sends or receives. */
export class Recorded {
  readonly frames: Frames = { client: new Map(), server: new Map() };

  /** Listens to every WebSocket that the page opens from now on. */
  watch(page: Page): void {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => this.#keep('client', payload));
      socket.on('framereceived', ({ payload }) => this.#keep('server', payload));
    });
  }

  #keep(direction: keyof Frames, payload: string | Buffer): void {
    const frame: { type: string } = JSON.parse(String(payload));
    if (!this.frames[direction].has(frame.type)) this.frames[direction].set(frame.type, frame);
  }
}

/** @returns header and claims of a signed token (RFC 7519), without its signature */
export function decoded(token: string): { header: unknown; claims: unknown } {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') };
}
