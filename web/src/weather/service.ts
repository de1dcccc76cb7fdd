import { createHash } from 'node:crypto';
import { type ErrorCode, LanternError } from '../errors.ts';
import type { Answers } from '../shared-state/answers.ts';
import type { Language, Provider, Report, Weather } from './weather.ts';

export { city } from './schemas.ts';
export type { Language, Provider, Weather };
export type WeatherService = ReturnType<typeof weatherService>;

const KEPT_SECONDS = { weather: 600, city_not_found: 60, failure: 10 };
/** Seconds after which it may go better; where nobody can say, what 503 says anyway. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { weather_over_quota: 60, weather_key_refused: 600 };
/** Questions to the provider at the same moment, each of them about another city. */
const MOST_UNDERWAY = 200;

/**
 * The weather, asked for once for everybody: 10 minutes old at most, an unknown city's absence 1 minute, a failure 10
 * seconds. All replicas share the answers; of those who ask while there is none, each process sends one question.
 *
 * @param provider absent: none is configured
 */
export function weatherService(provider: Provider | undefined, answers: Answers) {
  const underway = new Map<string, Promise<Report>>();

  async function report(ask: Provider, key: string, city: string, language: Language): Promise<Report> {
    const kept = await answers.read(key);
    if (kept !== undefined) return JSON.parse(kept);
    const fresh = await ask(city, language);
    // Before the question is forgotten: whoever asks next must find the one or the other. Without it, it is asked again.
    await answers.keep(key, JSON.stringify(fresh), secondsFor(fresh)).catch(() => {});
    return fresh;
  }

  return {
    isConfigured: provider !== undefined,

    /**
     * @param city as somebody typed it
     * @param language of the description, and of the city's name
     * @throws LanternError `city_not_found`, `weather_not_configured`, `weather_key_refused`, `weather_over_quota`,
     * `weather_unavailable`, `busy`
     */
    async look(city: string, language: Language): Promise<Weather> {
      if (!provider) throw new LanternError('weather_not_configured');
      const name = normalised(city);
      const key = keyOf(name, language);
      let asked = underway.get(key);
      if (!asked) {
        if (underway.size >= MOST_UNDERWAY) throw new LanternError('busy');
        asked = report(provider, key, name, language).finally(() => underway.delete(key));
        underway.set(key, asked);
      }
      const answer = await asked;
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
const keyOf = (city: string, language: Language) =>
  `weather:1:${language}:${createHash('sha256').update(city).digest('base64url')}`;
