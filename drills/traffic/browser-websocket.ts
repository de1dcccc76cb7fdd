const NodeWebSocket = globalThis.WebSocket;

/** Node's WebSocket sends no `Origin`, which a browser's does. */
class BrowserWebSocket extends NodeWebSocket {
  constructor(url: string, protocols: string[]) {
    const { protocol, host } = new URL(url);
    const headers = { Origin: `${protocol === 'wss:' ? 'https' : 'http'}://${host}` };
    super(url, { protocols, headers } as unknown as string[]);
  }
}

/** Has the modules of the room's page, which run in this process, open their sockets as in a browser. */
export function useBrowserWebSocket(): void {
  Object.assign(globalThis, { WebSocket: BrowserWebSocket });
}
