import { createHash } from 'node:crypto';
import { type ErrorCode, LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { RequestAborted } from '../limits/request-context.ts';
import { WorkQueue } from '../limits/work-queue.ts';
import type { Locale } from '../locales/locales.ts';
import type { Answers } from '../shared-state/answers.ts';
import type { Provider, Report, Weather } from './weather.ts';
export type WeatherService = ReturnType<typeof weatherService>;

const KEPT_SECONDS = { weather: 600, city_not_found: 60, failure: 10 };
/** Seconds after which it may go better; where nobody can say, what 503 says anyway. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { weather_over_quota: 60, weather_key_refused: 600 };
/** Questions to the provider, each of them about another city, and whose they are: of who asked first. */
const QUESTIONS = { width: 100, ofAccount: 2, ofAddress: 8, guess: 500 };

export type WeatherParts = {
  /** Absent: none is configured. */
  provider: Provider | undefined;
  answers: Answers;
  limits: Limits;
  /** Multiplies what one address may ask at once: above 1 where many people share one. */
  factor?: number | undefined;
};

/**
 * The weather, asked for once for everybody: 10 minutes old at most, an unknown city's absence 1 minute, a failure 10
 * seconds. All replicas share the answers; of those who ask while there is none, each process sends one question. It counts
 * for who asked it; who waits for the same answer, or finds one, is never refused for what else they asked.
 */
export function weatherService({ provider, answers, limits, factor = 1 }: WeatherParts) {
  const underway = new Map<string, Promise<Report>>();
  const questions = new WorkQueue({ ...QUESTIONS, ofAddress: QUESTIONS.ofAddress * Math.max(1, factor) });

  async function report(key: string, userId: string, ask: () => Promise<Report>): Promise<Report> {
    const stored = await answers.read(key);
    if (stored !== undefined) return JSON.parse(stored);
    const fresh = await questions.do(userId, ask);
    // Before the question is forgotten: whoever asks next must find the one or the other. Without it, it is asked again.
    await answers.keep(key, JSON.stringify(fresh), secondsFor(fresh)).catch(() => {});
    return fresh;
  }

  async function shared(key: string, userId: string, ask: () => Promise<Report>): Promise<Report> {
    for (;;) {
      const asked = underway.get(key);
      if (!asked) break;
      try {
        return await asked;
      } catch (error) {
        // Who asked first has gone, or may ask no more now: that is not so of who waits for the same answer.
        if (!(error instanceof RequestAborted || error instanceof LanternError)) throw error;
      }
    }
    const asked = report(key, userId, ask).finally(() => underway.delete(key));
    underway.set(key, asked);
    return asked;
  }

  return {
    isConfigured: provider !== undefined,

    /**
     * @param userId who asks
     * @param city as somebody typed it
     * @param locale of the description, and of the city's name
     * @throws LanternError `city_not_found`, `weather_not_configured`, `weather_key_refused`, `weather_over_quota`,
     * `weather_unavailable`, `too_many_requests`, `busy`
     */
    async look(userId: string, city: string, locale: Locale): Promise<Weather> {
      if (!provider) throw new LanternError('weather_not_configured');
      await limits.weatherOfPerson.spend(userId);
      const name = normalised(city);
      const answer = await shared(keyOf(name, locale), userId, () => provider(name, locale));
      if ('weather' in answer) return answer.weather;
      const retryAfter = RETRY_AFTER[answer.failure];
      throw new LanternError(answer.failure, retryAfter === undefined ? {} : { retryAfter });
    },
  };
}

function secondsFor(answer: Report): number {
  if ('weather' in answer) return KEPT_SECONDS.weather;
  return answer.failure === 'city_not_found' ? KEPT_SECONDS.city_not_found : KEPT_SECONDS.failure;
}

/** However it is spelled: `saint  petersburg` and `Saint Petersburg` are one question. */
const normalised = (city: string) => city.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** What was typed may have been said in a room, and is kept nowhere. */
const keyOf = (city: string, locale: Locale) =>
  `weather:1:${locale}:${createHash('sha256').update(city).digest('base64url')}`;
