import { type PersonName, people } from './people.ts';
import type { Phones } from './program.ts';

export type Page = { status: number; location: string | null; headers: Headers; text: string };

type Fields = Record<string, string>;

/** A person with a browser that runs no scripts: keeps cookies, follows no redirects, fills in the forms it is shown. */
export class Visitor {
  /** By their names without what is this instance's own: `session`, `__Host-session`. */
  readonly cookies = new Map<string, string>();
  #own: string | undefined;
  readonly #site: string;
  readonly #phones: Phones;
  readonly #headers: Record<string, string>;

  /** @param phones of the people who sign in with a code */
  constructor(site: string, headers: Record<string, string> = {}, phones: Phones = new Map()) {
    this.#site = site;
    this.#phones = phones;
    this.#headers = { accept: 'text/html', 'accept-language': 'en', ...headers };
  }

  async request(path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = await this.cookieHeader();
    const headers = {
      ...this.#headers,
      ...(cookie && { cookie }),
      ...(init.headers as Record<string, string>),
    };
    const response = await fetch(this.#site + path, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return {
      status: response.status,
      location: response.headers.get('location'),
      headers: response.headers,
      text: await response.text(),
    };
  }

  /** What this browser sends as `Cookie`. */
  async cookieHeader(): Promise<string> {
    const own = await this.#ownEnding();
    return [...this.cookies].map(([name, value]) => `${name}${own}=${value}`).join('; ');
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.request(path, { headers });
  }

  /** Sends a form as the browser would after opening `page`, with the token that it finds there. */
  async submit(
    page: string,
    action: string,
    fields: Fields = {},
    headers: Record<string, string> = {},
  ): Promise<Page> {
    return this.post(action, { _csrf: await this.token(page), ...fields }, headers);
  }

  post(
    action: string,
    fields: Fields | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<Page> {
    return this.request(action, { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  async token(page = '/login'): Promise<string> {
    const { text } = await this.get(page);
    return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  signUp(name: PersonName): Promise<Page> {
    return this.submit('/signup', '/signup', people[name]);
  }

  /** With the password, and with a code of whoever has a phone for it. */
  async signIn(name: PersonName): Promise<Page> {
    const { email, password } = people[name];
    const page = await this.submit('/login', '/login', { email, password });
    const phone = this.#phones.get(name);
    if (!phone || !page.location?.startsWith('/login/code')) return page;
    return this.submit(page.location, '/login/code', { code: phone.next() });
  }

  /** @returns the new room's id */
  async createRoom(name: string): Promise<string> {
    const { location } = await this.submit('/', '/chat', { name });
    return location?.split('/').at(-1) ?? '';
  }

  /** What the names of this instance's cookies end in; asked for when this browser was given somebody else's cookies. */
  async #ownEnding(): Promise<string> {
    if (this.#own === undefined && this.cookies.size > 0) {
      const { headers } = await fetch(`${this.#site}/login`, { headers: this.#headers });
      this.#own = /(-[0-9a-f]{8})=/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';
    }
    return this.#own ?? '';
  }

  #keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const at = pair.indexOf('=');
    const [, name = '', own = ''] = /^(.*?)(-[0-9a-f]{8})?$/.exec(pair.slice(0, at)) ?? [];
    this.#own ??= own;
    const expired = attributes.some((text) => /^ *expires=.*1970/i.test(text));
    if (expired) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}

/** A visitor who has just signed up, and is signed in. */
export async function member(visitor: Visitor, name: PersonName): Promise<Visitor> {
  await visitor.signUp(name);
  return visitor;
}
