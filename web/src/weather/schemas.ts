import { z } from 'zod';

/** A place as OpenWeatherMap takes it, in any language: `Moscow`, `Paris,US`. */
export const city = z
  .string('required')
  .trim()
  .min(1, 'required')
  .refine((text) => [...text].length <= 100, 'city_too_long')
  .refine((text) => text.isWellFormed(), 'invalid');

export const question = z.strictObject({ city });
export { weather } from './weather.ts';
