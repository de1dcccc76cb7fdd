import type { Command } from '../command.ts';
import { chatCheck } from './chat.ts';
import { configurationCheck } from './configuration.ts';
import { databaseCheck } from './database.ts';
import { examine } from './examination.ts';
import type { Check } from './finding.ts';
import { mailCheck } from './mail.ts';
import { clockCheck } from './outside/clock.ts';
import { stripeCheck } from './outside/stripe.ts';
import { weatherCheck } from './outside/weather.ts';
import { providerCheck } from './provider.ts';
import { bodyLimitCheck } from './proxy/body-limit.ts';
import { dnsCheck } from './proxy/dns.ts';
import { forwardingCheck } from './proxy/forwarding.ts';
import { publicUrlCheck } from './public-url.ts';
import { redisCheck } from './redis.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'look the whole configuration over, and say what is wrong and what to do',
  details:
    'Changes nothing and sends no mail. It works while Lantern runs, while it is stopped, and when it refuses to start.',
  options: {},
  async examine(instance, terminal) {
    const { PUBLIC_URL, TRUSTED_PROXIES, SMTP_URL, REDIS_URL } = instance.environment.values;
    const { OPENWEATHERMAP_API_KEY, OPENWEATHERMAP_URL, STRIPE_SECRET_KEY, STRIPE_API_URL } =
      instance.environment.values;
    const { providers } = instance.environment;
    const witnesses = [
      OPENWEATHERMAP_API_KEY && OPENWEATHERMAP_URL,
      STRIPE_SECRET_KEY && STRIPE_API_URL,
      ...providers.map(({ site }) => site.issuer),
    ].filter((url) => url !== undefined && URL.canParse(url)) as string[];
    const isWrong = (name: string) => instance.environment.problems.some((line) => line.startsWith(name));
    const opening = instance.database?.open() ?? Promise.resolve(undefined);
    const keyIds = () => opening.then((database) => database?.keyIds()).catch(() => undefined);
    const about = (name: string, ...checks: Check[]) => (isWrong(name) ? [] : checks);
    const hasOwnProxy = !instance.hasGateway && (TRUSTED_PROXIES ?? []).length > 0;
    // First and by itself: it takes the port for a moment, and PUBLIC_URL may lead there.
    const before = await examine([configurationCheck(instance), ...instance.checks], terminal);
    const found = await examine(
      [
        databaseCheck(instance.database, opening),
        ...(REDIS_URL ? [redisCheck(REDIS_URL)] : []),
        ...about(
          'PUBLIC_URL',
          dnsCheck(PUBLIC_URL),
          publicUrlCheck({ url: PUBLIC_URL, hasOwnProxy, keyIds }),
          chatCheck(PUBLIC_URL),
          forwardingCheck(PUBLIC_URL, instance.secret),
          bodyLimitCheck(PUBLIC_URL),
        ),
        ...about('SMTP_URL', mailCheck(SMTP_URL)),
        ...about('OPENWEATHERMAP', weatherCheck(OPENWEATHERMAP_API_KEY, OPENWEATHERMAP_URL)),
        ...about('STRIPE', stripeCheck(instance.environment.values)),
        clockCheck({ opening, witnesses }),
        ...(PUBLIC_URL ? providers.map((each) => providerCheck(each, new URL(PUBLIC_URL).origin)) : []),
      ],
      terminal,
    );
    await opening.then((database) => database?.close()).catch(() => {});
    const wrong = before.wrong + found.wrong;
    const warning = before.warning + found.warning;
    if (wrong + warning > 0) terminal.err(`Wrong: ${wrong}. Worth a look: ${warning}.`);
    return wrong === 0;
  },
};
