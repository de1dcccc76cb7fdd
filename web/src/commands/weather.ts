import { LanternError } from '../errors.ts';
import type { Locale } from '../locales/locales.ts';
import type { Translate } from '../locales/texts.ts';
import { city, type Weather } from '../weather/index.ts';
import type { Command } from './command.ts';

export const weather: Command = {
  name: 'weather',
  takesWords: true,
  isOffered: ({ weather }) => weather.isConfigured,
  async run({ userId, words, locale, t, weather }) {
    const { data } = city.safeParse(words);
    if (!data) throw new LanternError('city_not_found');
    const found = await weather.look(userId, data, locale);
    return { kind: 'answer', text: `${headline(found, locale)}\n${details(found, locale, t)}`.trim() };
  },
};

/** `Moscow, Russia: −3 °C, light snow` */
function headline({ city, country, temperature, description }: Weather, locale: Locale): string {
  const place = [city, countryName(country, locale)].filter(Boolean).join(', ');
  return `${place}: ${degrees(temperature, locale)}, ${description}`;
}

function details({ feels_like, wind_speed, humidity }: Weather, locale: Locale, t: Translate): string {
  const parts = [
    feels_like !== null && t('commands:weather.feels_like', { degrees: degrees(feels_like, locale) }),
    wind_speed !== null && t('commands:weather.wind', { speed: whole(wind_speed, locale) }),
    humidity !== null && t('commands:weather.humidity', { percent: whole(humidity, locale) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @returns undefined for what is not a code of ISO 3166-1 */
function countryName(code: string | null, locale: Locale): string | undefined {
  if (!code || !/^[A-Z]{2}$/.test(code)) return undefined;
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }).of(code);
}

const whole = (value: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'negative' }).format(value);

/** With a minus sign, which no line breaks after, and a space that holds. */
const degrees = (value: number, locale: Locale) => `${whole(value, locale).replace('-', '−')}\u00A0°C`;
