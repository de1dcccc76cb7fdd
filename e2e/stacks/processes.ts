import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAssets } from '@lantern/web/build';
import { startPostgres, type TestPostgres } from '../../testing/servers/postgres.ts';
import { startRedis, type TestRedis } from '../../testing/servers/redis.ts';
import { freePort } from '../../testing/servers/server.ts';
import { Mailbox } from '../../web/testing/outside/mailbox.ts';
import { StripeServer } from '../../web/testing/outside/stripe-server.ts';
import { WeatherServer } from '../../web/testing/outside/weather-server.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../openid-provider.ts';
import { findHints } from '../placement.ts';
import { consoleOf } from './cli.ts';
import { type Gateway, prepareGateway } from './gateway.ts';
import { Service } from './service.ts';
import { MANY_PEOPLE, type Stack } from './stack.ts';

const root = join(import.meta.dirname, '../..');
const node = join(root, 'node_modules/.bin/node');

export type ProcessesStack = Stack & {
  database: TestPostgres;
  redis: TestRedis;
  webs: Service[];
  /** All of `webs`. */
  web: Pick<Service, 'start' | 'stop'>;
  /** As many as `hints`, in the same order. */
  chats: Service[];
  hints: string[];
  chatAddresses: string[];
  /** Where the mail goes that web sends. */
  mailbox: Mailbox;
  /** A site whose accounts let people in. */
  provider: OpenIdProvider;
  /** Where web and chat write heap snapshots on SIGUSR2. */
  folder: string;
  gateway: Gateway;
  /** The environment of web, without the port of each process. */
  webEnvironment: Record<string, string>;
  webAddresses: string[];
  /** Runs the gateway: HAProxy and nginx are its children. */
  nginx: Service;
};

type ProcessesOptions = {
  /** Returns where chat finds Redis, given where it is; absent: there. */
  chatRedisUrl?: (redisUrl: string) => Promise<string>;
};

/** For stories that look into the processes. @throws when the stack is another */
export function asProcesses(stack: Stack): ProcessesStack {
  if (!isProcesses(stack)) throw new Error('this story is for services that run as processes');
  return stack;
}

const isProcesses = (stack: Stack): stack is ProcessesStack => 'chats' in stack;

const [WEBS, CHATS] = [2, 3];

/**
 * The five services, each a process on this machine (web two of them, chat three), configured by the environment alone, behind the
 * gateway.
 */
export async function startProcesses({ chatRedisUrl }: ProcessesOptions = {}): Promise<ProcessesStack> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-e2e-'));
  const running: { stop(): Promise<void> }[] = [{ stop: () => rm(folder, { recursive: true, force: true }) }];
  const stop = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    const [database, redis] = await Promise.all([startPostgres(), startRedis()]);
    const [mailbox, weather, stripe] = [new Mailbox(), new WeatherServer(), new StripeServer()];
    running.push(database, redis, mailbox, weather, stripe);
    const webPorts = await Promise.all(Array.from({ length: WEBS }, freePort));
    const [webPort, port] = [webPorts[0], await freePort()];
    const baseURL = `https://127.0.0.1:${port}`;
    const provider = await startOpenIdProvider(baseURL);
    running.push(provider);
    stripe.webhook = `${baseURL}/webhooks/stripe`;
    const secret = randomBytes(32).toString('base64url');

    const service = async (
      name: string,
      { at, command, env }: { at: string; command: string[]; env: Record<string, string> },
    ) => {
      const started = new Service({ command, env, logFile: join(folder, `${name}.log`), readyUrl: at });
      running.push(started);
      await started.start();
      return started;
    };
    const script = (name: string) => [
      node,
      '--heapsnapshot-signal=SIGUSR2',
      `--diagnostic-dir=${folder}`,
      join(root, name),
    ];
    await buildAssets();
    const webEnvironment = {
      ...MANY_PEOPLE,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      LANTERN_SECRET: secret,
      TRUSTED_PROXIES: 'loopback',
      PUBLIC_URL: baseURL,
      ...provider.env,
      SMTP_URL: await mailbox.start(),
      MAIL_FROM: 'Lantern <lantern@example.org>',
      ...(await weather.start()),
      ...(await stripe.start()),
    };
    const webs = await Promise.all(
      webPorts.map((each) =>
        service(`web-${each}`, {
          at: `http://127.0.0.1:${each}/health/ready`,
          command: script('web/src/main.ts'),
          env: { ...webEnvironment, PORT: String(each) },
        }),
      ),
    );
    const redisOfChat = chatRedisUrl ? await chatRedisUrl(redis.url) : redis.url;
    const chatPorts = await Promise.all(Array.from({ length: CHATS }, freePort));
    const chats = await Promise.all(
      chatPorts.map((chatPort) =>
        service(`chat-${chatPort}`, {
          at: `http://127.0.0.1:${chatPort}/health/ready`,
          command: script('chat/src/main.ts'),
          env: {
            PORT: String(chatPort),
            REDIS_URL: redisOfChat,
            JWKS_URL: `http://127.0.0.1:${webPort}/.well-known/jwks.json`,
            COMMANDS_URL: `http://127.0.0.1:${webPort}/commands`,
            // Programs in the stories never stop talking.
            CHAT_MESSAGES_PER_MINUTE: '1000',
          },
        }),
      ),
    );
    const chatAddresses = chatPorts.map((chatPort) => `127.0.0.1:${chatPort}`);
    const webAddresses = webPorts.map((each) => `127.0.0.1:${each}`);
    const gateway = await prepareGateway({
      listen: `127.0.0.1:${port}`,
      web: webAddresses,
      chat: chatAddresses,
      publicUrl: baseURL,
    });
    running.push({ stop: () => rm(gateway.folder, { recursive: true, force: true }) });
    const nginx = await service('nginx', {
      at: `${baseURL}/health/ready`,
      command: gateway.command,
      env: {},
    });
    const accessLog = () => readFile(join(gateway.folder, 'access.log'), 'utf8');

    return {
      baseURL,
      hints: await findHints({ baseURL, logs: accessLog }, chatAddresses),
      restartChat: async () => {
        await Promise.all(chats.map((chat) => chat.stop()));
        await Promise.all(chats.map((chat) => chat.start()));
      },
      console: consoleOf('web/src/cli.ts', {
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        LANTERN_SECRET: secret,
      }),
      database,
      redis,
      webEnvironment,
      webAddresses,
      chatAddresses,
      webs,
      web: {
        start: async () => void (await Promise.all(webs.map((each) => each.start()))),
        stop: async () => void (await Promise.all(webs.map((each) => each.stop()))),
      },
      chats,
      mailbox,
      provider,
      folder,
      gateway,
      nginx,
      logs: async () => {
        const own = await Promise.all([...webs, ...chats, nginx].map((each) => each.log()));
        return [...own, await accessLog()].join('\n');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
