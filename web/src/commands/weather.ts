import type { TFunction } from 'i18next';
import { LanternError } from '../errors.ts';
import { city, type Language, type Weather } from '../weather/index.ts';
import type { Command } from './command.ts';

export const weather: Command = {
  name: 'weather',
  takesWords: true,
  isOffered: ({ weather }) => weather.isConfigured,
  async run({ personId, words, language, t, weather }) {
    const { data } = city.safeParse(words);
    if (!data) throw new LanternError('city_not_found');
    const found = await weather.look(personId, data, language);
    return { kind: 'answer', text: `${headline(found, language)}\n${details(found, language, t)}`.trim() };
  },
};

/** `Moscow, Russia: −3 °C, light snow` */
function headline({ city, country, temperature, description }: Weather, language: Language): string {
  const place = [city, countryName(country, language)].filter(Boolean).join(', ');
  return `${place}: ${degrees(temperature, language)}, ${description}`;
}

function details({ feels_like, wind_speed, humidity }: Weather, language: Language, t: TFunction): string {
  const parts = [
    feels_like !== null && t('commands:weather.feels_like', { degrees: degrees(feels_like, language) }),
    wind_speed !== null && t('commands:weather.wind', { speed: whole(wind_speed, language) }),
    humidity !== null && t('commands:weather.humidity', { percent: whole(humidity, language) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @returns undefined for what is not a code of ISO 3166-1 */
function countryName(code: string | null, language: Language): string | undefined {
  if (!code || !/^[A-Z]{2}$/.test(code)) return undefined;
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }).of(code);
}

const whole = (value: number, language: Language) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'negative' }).format(value);

/** With a minus sign, which no line breaks after, and a space that holds. */
const degrees = (value: number, language: Language) => `${whole(value, language).replace('-', '−')}\u00A0°C`;
