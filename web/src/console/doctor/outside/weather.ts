import { ask } from '../ask.ts';
import { type Check, ok, warning, wrong } from '../finding.ts';
import { placeOf, trouble } from '../trouble.ts';

/** A city that there is in every language. */
const CITY = 'London';

/**
 * Whether OpenWeatherMap takes the key. One question is asked of it.
 *
 * @param key OPENWEATHERMAP_API_KEY; absent: no weather is configured
 * @param url OPENWEATHERMAP_URL
 */
export const weatherCheck = (key: string | undefined, url: string | undefined): Check => ({
  name: 'weather',
  async *findings() {
    if (!key || !url) return yield ok('is not configured: /weather says so');
    const place = placeOf(url);
    const question = new URL(url);
    question.searchParams.set('q', CITY);
    question.searchParams.set('appid', key);
    try {
      const { status } = await ask(question.href);
      if (status === 200) yield ok(`${place} takes the key`);
      else if (status === 401)
        yield wrong(
          `${place} refuses the key: correct OPENWEATHERMAP_API_KEY (a new one is taken after two hours)`,
        );
      else if (status === 429) yield warning(`${place} takes the key, and says that its quota is used up`);
      else yield wrong(`${place} answers ${status}: correct OPENWEATHERMAP_URL`);
    } catch (error) {
      yield wrong(`${trouble(error, place)}. Correct OPENWEATHERMAP_URL, or let this machine out to it`);
    }
  },
});
