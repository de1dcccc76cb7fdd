import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthSite, ProviderSettings } from '../../../src/social/sites/site.ts';

/** What a site was asked: path, `Authorization`, and a form's fields. */
export type Asked = { path: string; authorization: string | undefined; form: URLSearchParams };

/** Plays a site that speaks plain OAuth 2.0, on this machine, with the answers that its documentation has. */
export class PlainSite {
  /** Path of an endpoint → what it answers. */
  answers: Record<string, unknown> = {};
  readonly asked: Asked[] = [];
  readonly #server: Server = createServer(async (req, res) => {
    const path = new URL(req.url ?? '', 'http://site').pathname;
    const form = new URLSearchParams(await bodyOf(req));
    this.asked.push({ path, authorization: req.headers.authorization, form });
    res.setHeader('content-type', 'application/json').end(JSON.stringify(this.answers[path] ?? {}));
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** The site with its endpoints here: only the host of each is another. */
  settings(name: string, site: OAuthSite): ProviderSettings {
    const here = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const moved = Object.entries(site.endpoints).map(([endpoint, url]) => {
      const { pathname, search } = new URL(url);
      return [endpoint, here + pathname + search];
    });
    const endpoints = Object.fromEntries(moved) as OAuthSite['endpoints'];
    return {
      name,
      label: name,
      clientId: 'lantern',
      clientSecret: 'quite-secret',
      site: { ...site, endpoints },
    };
  }

  stop = (): void => {
    this.#server.closeAllConnections();
    this.#server.close();
  };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  return Buffer.concat(await req.toArray()).toString();
}
