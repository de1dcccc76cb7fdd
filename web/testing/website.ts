import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { Cluster, Notice } from '@lantern/chat/cluster';
import { localCluster } from '@lantern/chat/cluster/local';
import { clusterOverRedis } from '@lantern/chat/cluster/redis';
import type { Connection } from '@lantern/db';
import { createLog, type Logger } from '@lantern/service/log';
import { MemoryStore } from 'express-session';
import { openAdministration } from '../src/administration.ts';
import { localeVariables } from '../src/config.ts';
import { deriveSecrets } from '../src/crypto/secrets.ts';
import { openDatabase } from '../src/database.ts';
import { createWebServer } from '../src/http/server.ts';
import { requestFields } from '../src/limits/request-context.ts';
import { openMail } from '../src/mail/smtp.ts';
import { openStripe } from '../src/membership/stripe.ts';
import { embeddedState } from '../src/shared-state/embedded.ts';
import { redisState } from '../src/shared-state/redis.ts';
import type { SharedState } from '../src/shared-state/shared-state.ts';
import { openWeather } from '../src/weather/open-weather-map.ts';
import { buildWebsite, type Website } from '../src/website/app.ts';
import type { WebsiteParts } from '../src/website/parts.ts';
import { freshDatabase, freshEmbedded } from './database.ts';
import { Clock } from './people/authenticator.ts';
import { type PersonName, people } from './people/people.ts';
import { type Phones, Program } from './people/program.ts';
import { Visitor } from './people/visitor.ts';
import { descriptionOf } from './routes/description.ts';

/** LANTERN_SECRET of the test sites. */
export const SECRET = 'a secret of the tests alone, 32 bytes and more';

type Options = Omit<Partial<WebsiteParts>, keyof TestParts> & {
  idleSeconds?: number;
  /** Where mail goes; absent: the site sends none. */
  smtpUrl?: string;
  /** Milliseconds before each next try to send a mail. */
  retryMailAfter?: number[];
  /** Who sells memberships, as in the environment; absent: nobody. */
  stripeVariables?: Parameters<typeof openStripe>[0];
  /** Milliseconds that are waited for its answer. */
  stripeWithin?: number;
  /** Whom the weather is asked of, as in the environment; absent: nobody. */
  weatherVariables?: Parameters<typeof openWeather>[0];
  /** Milliseconds that they may take. */
  weatherWithin?: number;
  /** Those of another site, which closes them: the same data after a restart. */
  parts?: TestParts;
  /** A database that others use too; absent: one of its own. */
  databaseUrl?: string;
};

export type TestSite = {
  url: string;
  connection: Connection;
  app: Website['app'];
  signingKeys: Website['signingKeys'];
  runCommand: Website['runCommand'];
  introspect: Website['introspect'];
  /** What chat was told, oldest first. */
  notices: Notice[];
  /** Every line that was logged. */
  log: string[];
  /** Somebody with a browser of their own. */
  visitor(headers?: Record<string, string>): Visitor;
  /** A program that calls the API. */
  program(): Program;
  /** Goes on when a test says so, for codes that are good for 30 seconds. */
  clock: Clock;
  /** The apps of the people whose sign-in asks for a code. Visitors and programs that sign in have them at hand. */
  phones: Phones;
  /** Turns two-factor sign-in on for somebody: what they are signed in with by then ends. */
  enrol(...names: PersonName[]): Promise<void>;
  /**
   * Makes a superuser of somebody, as the console does, who has turned two-factor sign-in on (`enrol`); who has no account
   * yet gets one.
   */
  superuser(name: PersonName): Promise<void>;
  parts: TestParts;
  /** As on SIGTERM; it happens by itself after the last test of the file. */
  stop(): Promise<void>;
};

/** Starts the website for a test file, on a database of its own and a port of the system's choice. */
export async function testSite(options: Options = {}): Promise<TestSite> {
  const site = { notices: [], log: [], clock: new Clock(), phones: new Map() } as unknown as TestSite;
  const stop = await start(site, options);
  let stopped: Promise<void> | undefined;
  site.stop = () => (stopped ??= stop());
  after(site.stop);
  site.visitor = (headers) => new Visitor(site.url, headers, site.phones);
  const described = await descriptionOf(site.url);
  site.program = () => new Program(site.url, described, site.phones);
  site.enrol = async (...names) => {
    for (const name of names) {
      const program = site.program();
      await program.signIn(name);
      site.phones.set(name, await program.enrol(site.clock));
    }
  };
  site.superuser = (name) => makeSuperuser(site, name);
  return site;
}

async function start(site: TestSite, options: Options): Promise<() => Promise<void>> {
  const log = createLog('web', 'info', {
    destination: { write: (line: string) => void site.log.push(line) },
    fields: requestFields,
  });
  const parts = options.parts ?? (await openParts(log, options.databaseUrl, options.idleSeconds));
  const mail = openMail(
    { SMTP_URL: options.smtpUrl, MAIL_FROM: 'Lantern <lantern@example.org>' },
    log,
    options.retryMailAfter,
  );
  const website = await buildWebsite({
    database: parts.connection,
    sharedState: parts.sharedState,
    cluster: recorded(parts.cluster, site.notices),
    secrets: deriveSecrets(SECRET),
    log,
    mail,
    payments:
      options.stripeVariables &&
      openStripe(options.stripeVariables, {
        log,
        answerWithin: options.stripeWithin,
        now: site.clock.now,
      }),
    weather: options.weatherVariables && openWeather(options.weatherVariables, log, options.weatherWithin),
    defaultLocale: localeVariables.DEFAULT_LOCALE.parse(undefined),
    passwordCost: 4,
    // Everybody in a test comes from one address.
    rateLimitFactor: 100,
    now: site.clock.now,
    ...options,
  });
  const server = createWebServer(website.app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  Object.assign(site, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parts,
    connection: parts.connection,
    app: website.app,
    signingKeys: website.signingKeys,
    runCommand: website.runCommand,
    introspect: website.introspect,
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await website.close();
    await mail?.close();
    if (!options.parts) await parts.close();
  };
}

/** Written down when it is handed over: Redis brings it back a moment after the answer that a test waits for. */
function recorded(cluster: Cluster, notices: Notice[]): Cluster {
  return {
    ...cluster,
    async announce(notice) {
      const { at, ...news } = notice;
      notices.push(news);
      await cluster.announce(notice);
    },
  };
}

async function makeSuperuser({ parts, program, phones, enrol }: TestSite, name: PersonName): Promise<void> {
  const { services, close } = await openAdministration({
    connection: parts.connection,
    secrets: deriveSecrets(SECRET),
    announce: parts.cluster.announce,
    log: createLog('console', 'silent'),
  });
  const known = () => services.people.find('email', people[name].email);
  if (!(await known())) await program().register(name);
  const person = await known();
  assert.ok(person, `${name} has an account`);
  await services.people.makeSuperuser(person).finally(close);
  if (!phones.has(name)) await enrol(name);
}

export type TestParts = {
  connection: Connection;
  sharedState: SharedState;
  cluster: Cluster;
  close(): Promise<void>;
};

/** The parts that a website is built from: real ones where the test run has them, else the embedded ones. */
export async function openParts(log: Logger, databaseUrl?: string, idleSeconds?: number): Promise<TestParts> {
  const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
  if (!databaseUrl && TEST_DATABASE_URL && TEST_REDIS_URL)
    return serverParts(log, await freshDatabase(TEST_DATABASE_URL), TEST_REDIS_URL, idleSeconds);
  const connection = databaseUrl ? openDatabase(databaseUrl) : await freshEmbedded();
  const sharedState = embeddedState({ connection, idleSeconds });
  // That store speaks to the embedded database only.
  if (databaseUrl) sharedState.sessions = new MemoryStore();
  return closing({ connection, sharedState, cluster: localCluster() });
}

export async function serverParts(
  log: Logger,
  databaseUrl: string,
  redisUrl: string,
  idleSeconds?: number,
): Promise<TestParts> {
  const sharedState = redisState({ url: redisUrl, log, idleSeconds });
  // It connects by itself, and the website would answer 503 until it has.
  while (
    !(await sharedState.check().then(
      () => true,
      () => false,
    ))
  )
    await new Promise(setImmediate);
  // All test files share one Redis and one address, and would use up each other's limits and hear each other's answers.
  const { limiter, answers } = sharedState;
  const own = randomUUID();
  sharedState.limiter = (rule) => limiter({ ...rule, name: `${own}:${rule.name}` });
  sharedState.answers = {
    read: (key) => answers.read(`${own}:${key}`),
    keep: (key, text, seconds) => answers.keep(`${own}:${key}`, text, seconds),
  };
  return closing({
    connection: openDatabase(databaseUrl),
    sharedState,
    cluster: clusterOverRedis({ url: redisUrl, log }),
  });
}

function closing(parts: Omit<TestParts, 'close'>): TestParts {
  return {
    ...parts,
    async close() {
      await parts.cluster.close();
      await parts.sharedState.close();
      await parts.connection.close();
    },
  };
}
