import type { Logger } from '@lantern/service/log';
import { z } from 'zod';
import type { Locale } from '../locales/locales.ts';
import { textsIn } from '../locales/texts.ts';
import { limitedText } from '../text/limited-text.ts';
import { type Failure, type Provider, type Report, weather } from './weather.ts';

const ANSWER_WITHIN_MS = 5000;
/** A real answer has about 600. */
const MOST_BYTES = 64 * 1024;

/** What we read of https://openweathermap.org/current; everything else may come and go. */
const current = z.object({
  name: z.string(),
  weather: z.array(z.object({ description: z.string() })).min(1),
  main: z.object({
    temp: z.number(),
    feels_like: z.number().nullish(),
    humidity: z.number().nullish(),
  }),
  wind: z.object({ speed: z.number().nullish() }).nullish(),
  sys: z.object({ country: z.string().nullish() }).nullish(),
  dt: z.number().nullish(),
});

const FAILURES: Partial<Record<number, Failure>> = {
  // "Nothing to geocode": a city of commas, say.
  400: 'city_not_found',
  401: 'weather_key_refused',
  404: 'city_not_found',
  429: 'weather_over_quota',
};

/**
 * OpenWeatherMap's current weather, by the configuration.
 *
 * @param config.OPENWEATHERMAP_URL of the call; the key and the question are added to it
 * @param log told of every failure, but neither the key nor what was asked for
 * @param answerWithin milliseconds
 * @returns undefined when there is no key
 */
export function openWeather(
  config: { OPENWEATHERMAP_API_KEY?: string | undefined; OPENWEATHERMAP_URL: string },
  log: Logger,
  answerWithin = ANSWER_WITHIN_MS,
): Provider | undefined {
  const { OPENWEATHERMAP_API_KEY: key, OPENWEATHERMAP_URL } = config;
  if (!key) return undefined;

  async function ask(city: string, locale: Locale): Promise<Response> {
    const t = textsIn(locale);
    const url = new URL(OPENWEATHERMAP_URL);
    // The only place where what somebody typed meets an address: as a value, never as a part of one.
    for (const [name, value] of Object.entries({
      q: city,
      units: 'metric',
      // Its codes are not always tags: `cz` and `zh_cn`, for instance.
      lang: t('locale:openweathermap'),
      appid: key ?? '',
    }))
      url.searchParams.set(name, value);
    return fetch(url, {
      // Followed, a redirect would send the key and our own network's reach wherever the answer says.
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithin),
      headers: { accept: 'application/json' },
    });
  }

  return async (city, locale) => {
    const failed = (failure: Failure, details: { reason: string; status?: number }): Report => {
      log.warn({ code: failure, ...details }, 'OpenWeatherMap gave no weather');
      return { failure };
    };
    try {
      const response = await ask(city, locale);
      const { status } = response;
      if (status !== 200) {
        await response.body?.cancel();
        const failure = FAILURES[status] ?? 'weather_unavailable';
        return failure === 'city_not_found' ? { failure } : failed(failure, { reason: 'status', status });
      }
      const read = readCurrent(await limitedText(response, MOST_BYTES));
      return read ?? failed('weather_unavailable', { reason: 'unreadable', status });
    } catch (error) {
      return failed('weather_unavailable', { reason: reasonOf(error) });
    }
  };
}

/** @returns undefined for whatever is not an answer of theirs */
function readCurrent(text: string | undefined): Report | undefined {
  const { data } = current.safeParse(parse(text));
  if (!data) return undefined;
  const { name, main, wind, sys, dt } = data;
  const shown = weather.safeParse({
    city: name,
    country: sys?.country ?? null,
    temperature: tenths(main.temp),
    feels_like: tenths(main.feels_like),
    description: data.weather[0]?.description,
    humidity: main.humidity ?? null,
    wind_speed: tenths(wind?.speed),
    observed_at: timeOf(dt),
  });
  return shown.success ? { weather: shown.data } : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** A number as it is given; -0.04 is 0, not -0. */
const tenths = (value: number | null | undefined) => (value == null ? null : Math.round(value * 10) / 10 + 0);

/** @param seconds since 1970 */
function timeOf(seconds: number | null | undefined): string | null {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Not the message: an error of fetch may quote the address, and the key is in it. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
}
