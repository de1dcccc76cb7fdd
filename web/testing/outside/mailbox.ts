import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { LOCALES } from '../../src/locales/locales.ts';
import { textsIn } from '../../src/locales/texts.ts';

/** Milliseconds after which a mail that a test waits for does not come any more. */
const LATEST = 60_000;
const SIGNED_UP = LOCALES.map((locale) => textsIn(locale)('email:verify_mail.subject'));

/** A mail server of a test, which keeps what it gets; it listens on this machine only. */
export class Mailbox {
  /** What it has taken, oldest first. */
  readonly mails: Email[] = [];
  /** Asked before each mail is taken; to refuse one, throws an error with an SMTP `responseCode`. */
  gate: () => Promise<void> = async () => {};
  #read = 0;
  #arrived = Promise.withResolvers<void>();
  readonly #server: SMTPServer;

  constructor(credentials?: { username: string; password: string }) {
    this.#server = new SMTPServer({
      authOptional: !credentials,
      allowInsecureAuth: true,
      // Clients keep their connections open for the next mail.
      closeTimeout: 10,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) =>
        username === credentials?.username && password === credentials?.password
          ? done(null, { user: username })
          : done(new Error('wrong password')),
      onData: async (stream, _session, done) => {
        let raw: Buffer;
        try {
          raw = Buffer.concat(await stream.toArray());
          await this.gate();
        } catch (error) {
          return done(error as Error);
        }
        this.mails.push(await PostalMime.parse(raw));
        this.#arrived.resolve();
        this.#arrived = Promise.withResolvers();
        done();
      },
    });
    // A client that hangs up is part of what is tested.
    this.#server.on('error', () => {});
  }

  /** @returns the address that clients are configured with */
  async start(host = '127.0.0.1'): Promise<string> {
    const server = this.#server.listen(0, host);
    await once(server, 'listening');
    // What waits for mail is kept alive by who sends it.
    server.unref();
    return `smtp://${host}:${(server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()));
  }

  /**
   * The oldest mail that nobody has read yet, as soon as there is one. Others that came before it are gone then.
   *
   * @param about a part of its subject; absent: anything but what everybody gets who signs up
   * @throws Error when none comes within a minute
   */
  async next(about?: string): Promise<Email> {
    for (;;) {
      while (this.mails.length <= this.#read) await this.#arrival();
      const mail = this.mails[this.#read++];
      const subject = mail?.subject ?? '';
      if (mail && (about ? subject.includes(about) : !SIGNED_UP.includes(subject))) return mail;
    }
  }

  async #arrival(): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const subjects = this.mails.map(({ subject }) => subject);
    const timer = setTimeout(
      () => reject(new Error(`no mail came within ${LATEST / 1000} s; those that did: ${subjects}`)),
      LATEST,
    );
    await Promise.race([this.#arrived.promise, late]).finally(() => clearTimeout(timer));
  }
}

/** The token of the link in a mail. */
export function tokenIn({ text }: Email): string {
  return /\/(?:password-reset|email\/\w+)\?token=([\w-]+)/.exec(text ?? '')?.[1] ?? '';
}
