import { Authenticator, type Clock } from './authenticator.ts';
import { type PersonName, people } from './people.ts';

export type Reply = {
  status: number;
  type: string | undefined;
  headers: Headers;
  /** The parsed body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects by looking
  body: any;
};

/** Whose sign-in asks for a code, and the app that makes it. */
export type Phones = Map<PersonName, Authenticator>;

/** A program that calls the API: keeps no cookies, sends JSON and maybe a token. */
export class Program {
  token = '';
  refreshToken = '';
  /** With which somebody signed in here last. */
  #password = '';
  readonly #site: string;
  readonly #phones: Phones;
  readonly #seen: ((method: string, path: string, reply: Reply) => void) | undefined;

  /**
   * @param seen is shown every reply
   * @param phones of the people who sign in with a code
   */
  constructor(
    site: string,
    seen?: (method: string, path: string, reply: Reply) => void,
    phones: Phones = new Map(),
  ) {
    this.#site = site;
    this.#phones = phones;
    this.#seen = seen;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(this.#site + path, {
      method,
      redirect: 'manual',
      headers: {
        'accept-language': 'en',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const reply = {
      status: response.status,
      type: response.headers.get('content-type')?.split(';')[0],
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.#seen?.(method, path, reply);
    return reply;
  }

  get = (path: string, headers?: Record<string, string>) => this.call('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers?: Record<string, string>) =>
    this.call('POST', path, body, headers);

  register(name: PersonName): Promise<Reply> {
    return this.post('/auth/register', people[name]);
  }

  /** Signs in, with a code of whoever has a phone for it, and keeps the tokens. */
  async signIn(name: PersonName, password: string = people[name].password): Promise<Reply> {
    const code = this.#phones.get(name)?.next();
    return this.signInAs({ email: people[name].email, password, ...(code && { code }) });
  }

  async signInAs(credentials: { email: string; password: string; code?: string }): Promise<Reply> {
    this.#password = credentials.password;
    return this.#keep(await this.post('/auth/login', credentials));
  }

  /** Turns two-factor sign-in on for who is signed in here, and goes on with new tokens. */
  async enrol(clock: Clock): Promise<Authenticator> {
    const setup = await this.post('/users/me/two-factor', { current_password: this.#password });
    const phone = new Authenticator(setup.body.secret, clock);
    const confirmed = await this.call('PUT', '/users/me/two-factor', { code: phone.code() });
    phone.recoveryCodes = confirmed.body.recovery_codes;
    await this.refresh();
    return phone;
  }

  /** Renews the tokens and keeps the new ones. */
  async refresh(): Promise<Reply> {
    return this.#keep(await this.post('/auth/refresh', { refresh_token: this.refreshToken }));
  }

  #keep(reply: Reply): Reply {
    if (reply.status === 200) {
      this.token = reply.body.token;
      this.refreshToken = reply.body.refresh_token;
    }
    return reply;
  }
}
