import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { Locale } from '../locales/locales.ts';

/** Of a provider that we do not run: whatever is longer is not a name and not a description. */
const words = z.string().trim().min(1).max(200);

/** The weather of one city now, as programs see it: degrees Celsius, percent, metres a second. */
export const weather = z.strictObject({
  city: words,
  /** ISO 3166-1, two letters; null where the provider names none. */
  country: z.string().max(10).nullable(),
  temperature: z.number(),
  feels_like: z.number().nullable(),
  description: words,
  humidity: z.number().nullable(),
  wind_speed: z.number().nullable(),
  observed_at: z.iso.datetime().nullable(),
});
export type Weather = z.output<typeof weather>;

/** Why there is no weather; all but the first pass by themselves or by an operator's hand. */
export type Failure = Extract<
  ErrorCode,
  'city_not_found' | 'weather_key_refused' | 'weather_over_quota' | 'weather_unavailable'
>;
export type Report = { weather: Weather } | { failure: Failure };

/** Asks a provider once. Never rejects: what goes wrong is a failure, and told to the log. */
export type Provider = (city: string, locale: Locale) => Promise<Report>;
