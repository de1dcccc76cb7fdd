import { randomUUID } from 'node:crypto';
import { Program } from '../../web/testing/people/program.ts';
import { Visitor } from '../../web/testing/people/visitor.ts';
import { type Answer, type Ask, Connections } from './connections.ts';
import { until } from './until.ts';

const PASSWORD = 'Quiet evening, 7 lamps';

/** Somebody who is signed in, in a browser and as a program. */
export class Account {
  readonly name: string;
  readonly program: Program;
  readonly connections: Connections;
  readonly #email: string;
  readonly #visitor: Visitor;
  #cookie = '';

  private constructor(baseURL: string, name: string) {
    this.name = name;
    this.#email = `${name.toLowerCase().replace(' ', '.')}.${randomUUID()}@example.org`;
    this.#visitor = new Visitor(baseURL);
    this.program = new Program(baseURL);
    this.connections = new Connections(baseURL);
  }

  /** Signs somebody up. */
  static async signUp(baseURL: string, name: string): Promise<Account> {
    const account = new Account(baseURL, name);
    const credentials = { email: account.#email, password: PASSWORD, display_name: name };
    // Passwords are hashed a few at once, and who would wait for long is refused.
    await until(
      async () => (await account.#visitor.submit('/signup', '/signup', credentials)).status === 303,
      30,
      `${name} could not sign up`,
    );
    account.#cookie = await account.#visitor.cookieHeader();
    await account.#signInProgram();
    return account;
  }

  /** Signs in at the sign-in page, as who was signed out does. */
  async signIn(): Promise<boolean> {
    const { status } = await this.#visitor.submit('/login', '/login', {
      email: this.#email,
      password: PASSWORD,
    });
    this.#cookie = await this.#visitor.cookieHeader();
    return status === 303;
  }

  /** Renews the access token, which lasts 15 minutes: drills go on for longer. */
  async renewTokens(): Promise<void> {
    const { status } = await this.program.refresh();
    if (status !== 200) await this.#signInProgram();
  }

  async #signInProgram(): Promise<void> {
    await until(
      async () => (await this.program.signInAs({ email: this.#email, password: PASSWORD })).status === 200,
      30,
      `${this.name} could not sign in as a program`,
    );
  }

  /** Asks for a page with the browser's cookies. */
  ask(ask: Ask): Promise<Answer> {
    const headers = { accept: 'text/html', 'accept-language': 'en', ...ask.headers, cookie: this.#cookie };
    return this.connections.send({ ...ask, headers });
  }

  /** Calls the API. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.program.token}` };
    if (body === undefined) return this.connections.send({ method, path, headers });
    const json = { ...headers, 'content-type': 'application/json' };
    return this.connections.send({ method, path, headers: json, body: JSON.stringify(body) });
  }
}
