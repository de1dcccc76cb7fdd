import { Events, type MutableToken, OAuth2Server } from 'oauth2-mock-server';
import type { ProviderSettings } from '../../../src/social/sites/site.ts';

type Fields = Record<string, unknown>;

/** An OpenID provider that says whatever a test wants it to say: who has signed in there, and what is wrong with it. */
export class ForgingProvider {
  /** Of whoever signs in there; `sub` is who it is. */
  person: Fields = { sub: 'anna' };
  /** What its userinfo endpoint says instead of what it says of the person. */
  userinfo: Fields | undefined;
  /** Bends ID tokens before they are signed. */
  bend: (token: MutableToken) => void = () => {};
  /** Bends what the token endpoint answers. */
  answer: (reply: { body: Fields; statusCode: number }) => void = () => {};
  /** Bends the address that it sends browsers back to. */
  back: (address: URL) => void = () => {};
  /** The queries that browsers came with, oldest first. */
  readonly visits: URLSearchParams[] = [];
  /** How often its token endpoint was asked. */
  exchanges = 0;
  readonly #server = new OAuth2Server();

  async start(): Promise<this> {
    const { service } = this.#server;
    await this.#server.issuer.keys.generate('RS256');
    service.on(Events.BeforeTokenSigning, (token: MutableToken) => {
      if ('nonce' in token.payload) Object.assign(token.payload, this.person);
      this.bend(token);
    });
    service.on(Events.BeforeResponse, (reply: { body: unknown; statusCode: number }) => {
      this.exchanges += 1;
      this.answer(reply as { body: Fields; statusCode: number });
    });
    service.on(Events.BeforeUserinfo, (reply: { body: unknown }) => {
      reply.body = this.userinfo ?? this.person;
    });
    service.on(Events.BeforeAuthorizeRedirect, ({ url }: { url: URL }, req: { url?: string }) => {
      this.visits.push(new URL(req.url ?? '', url).searchParams);
      this.back(url);
    });
    await this.#server.start(0, '127.0.0.1');
    return this;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** @param name of the configured provider */
  settings(name: string): ProviderSettings {
    // The server would call itself localhost.
    this.#server.issuer.url = this.issuer;
    const site = { protocol: 'openid' as const, issuer: this.issuer, again: { prompt: 'login' } };
    return { name, label: `Club ${name}`, clientId: 'lantern', clientSecret: 'of the tests', site };
  }

  /** From now on everything is signed with a new key. */
  async rotateKey(): Promise<void> {
    const { keys } = this.#server.issuer;
    const { kid } = await keys.generate('RS256');
    const get = keys.get.bind(keys);
    keys.get = (wanted) => get(wanted ?? kid);
  }

  /** As it began: nothing is forged. */
  honest(): void {
    this.userinfo = undefined;
    this.bend = () => {};
    this.answer = () => {};
    this.back = () => {};
  }

  stop = (): Promise<void> => this.#server.stop();
}
