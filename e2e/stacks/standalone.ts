import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../testing/servers/server.ts';
import { StripeServer } from '../../web/testing/outside/stripe-server.ts';
import { WeatherServer } from '../../web/testing/outside/weather-server.ts';
import { consoleOf } from './cli.ts';
import { Service } from './service.ts';
import { MANY_PEOPLE, type Stack } from './stack.ts';

export type StandaloneStack = Stack & {
  service: Service;
  /** Where its data is. */
  dataFolder: string;
};

/** For stories that stop the one process. @throws when the stack is another */
export function asStandalone(stack: Stack): StandaloneStack {
  if (!isStandalone(stack)) throw new Error('this story is for Lantern in one process');
  return stack;
}

const isStandalone = (stack: Stack): stack is StandaloneStack => 'dataFolder' in stack;

/**
 * `npm start`: everything in one process, its data in a folder of its own.
 *
 * @param smtpUrl where its mail goes; absent: it sends none
 * @param variables of the environment beside those that every story needs
 */
export async function startStandalone(
  smtpUrl = '',
  variables: NodeJS.ProcessEnv = {},
): Promise<StandaloneStack> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-e2e-'));
  const [weather, stripe] = [new WeatherServer(), new StripeServer()];
  const port = await freePort();
  const baseURL = `http://127.0.0.1:${port}`;
  stripe.webhook = `${baseURL}/webhooks/stripe`;
  const service = new Service({
    command: ['npm', 'start', '--silent', '--prefix', join(import.meta.dirname, '../..')],
    env: {
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'info',
      PUBLIC_URL: baseURL,
      SMTP_URL: smtpUrl,
      MAIL_FROM: 'Lantern <lantern@example.org>',
      ...(await weather.start()),
      ...(await stripe.start()),
      ...MANY_PEOPLE,
      ...variables,
    },
    logFile: join(folder, 'lantern.log'),
    readyUrl: `${baseURL}/health/ready`,
  });
  const stop = async () => {
    await service.stop();
    await weather.stop();
    await stripe.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await service.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    baseURL,
    service,
    dataFolder: join(folder, 'data'),
    restartChat: async () => {
      await service.stop();
      await service.start();
    },
    console: consoleOf('standalone/src/cli.ts', { DATA_DIR: join(folder, 'data') }),
    logs: () => service.log(),
    stop,
  };
}
