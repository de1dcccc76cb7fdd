import { type RawData, WebSocket } from 'ws';

/** The methods that a socket calls when something happens on it. */
export type SocketListener = {
  handleFrame(data: RawData, isBinary: boolean): void;
  handlePing(data: Buffer): void;
  handlePong(): void;
  handleClose(): void;
  handleProtocolError(): void;
  /** Another handler threw. */
  handleError(error: unknown): void;
};

/**
 * A WebSocket that calls one object instead of emitting events: a table of event listeners takes 300 bytes for each socket.
 * Listeners (`on('message', …)`) would do the same.
 */
export class ChatSocket extends WebSocket {
  listener: SocketListener | undefined;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { listener } = this;
    if (!listener) return super.emit(event, ...args);
    try {
      return this.#dispatch(listener, event, args);
    } catch (error) {
      // If this threw, the error would come out of an event of the TCP socket, where nothing catches it, and end the process.
      listener.handleError(error);
      return true;
    }
  }

  #dispatch(listener: SocketListener, event: string | symbol, args: unknown[]): boolean {
    if (event === 'message') listener.handleFrame(args[0] as RawData, args[1] as boolean);
    else if (event === 'ping') listener.handlePing(args[0] as Buffer);
    else if (event === 'pong') listener.handlePong();
    // `ws` closes a socket with an error itself, with the code that fits (1002, 1007, 1008, 1009).
    else if (event === 'error') listener.handleProtocolError();
    else {
      if (event === 'close') listener.handleClose();
      return super.emit(event, ...args);
    }
    return true;
  }

  /** Reads one frame in a turn of the event loop from now on; `ws` would read all frames that came together. */
  throttle(): void {
    // `ws` reads this option of the server anew for each frame, but has no public way to change it.
    const { _receiver: receiver } = this as this & { _receiver?: { _allowSynchronousEvents?: boolean } };
    if (receiver) receiver._allowSynchronousEvents = false;
  }
}
