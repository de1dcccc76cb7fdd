import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import nunjucks from 'nunjucks';
import { deviceName } from '../session/user-agent.ts';
import type { Locale } from './locale.ts';

const LONG_DAY = formats({ dateStyle: 'long', timeZone: 'UTC' });
const MOMENT = formats({ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Made once for each language: making one takes longer than rendering a whole page. */
function formats(options: Intl.DateTimeFormatOptions): Record<Locale, Intl.DateTimeFormat> {
  return { ru: new Intl.DateTimeFormat('ru', options), en: new Intl.DateTimeFormat('en', options) };
}

/** Ends with the year: the abbreviation that Russian puts behind it would end a sentence twice. */
function dayIn(date: Date, locale: Locale): string {
  const parts = LONG_DAY[locale].formatToParts(date);
  const end = parts.findLastIndex(({ type }) => type !== 'literal') + 1;
  return parts
    .slice(0, end)
    .map(({ value }) => value)
    .join('');
}

const UNITS = ['byte', 'kilobyte', 'megabyte'].map((unit) => {
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const;
  return { ru: new Intl.NumberFormat('ru', options), en: new Intl.NumberFormat('en', options) };
});

/** 1,024 of one unit are one of the next, as in the limits that are told. */
function sizeIn(bytes: number, locale: Locale): string {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  return UNITS[step]?.[locale].format(bytes / 1024 ** step) ?? '';
}

/**
 * Templates live with their features: `rooms/views/home.njk`. What every page of one request needs comes from `res.locals`.
 *
 * @param globals what every template and every macro knows
 */
export function views(app: Express, globals: Record<string, unknown>): void {
  const loader = new nunjucks.FileSystemLoader(fileURLToPath(new URL('../..', import.meta.url)));
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  for (const [name, value] of Object.entries(globals)) environment.addGlobal(name, value);
  environment.addFilter('isodate', (date: Date) => date.toISOString());
  environment.addFilter('date', dayIn);
  environment.addFilter('moment', (date: Date, locale: Locale) => `${MOMENT[locale].format(date)} UTC`);
  environment.addFilter('device', deviceName);
  environment.addFilter('size', sizeIn);
  app.set('view', viewsOf(environment));
}

/**
 * Renders before it returns. nunjucks' own view answers in a later turn of the loop, where nobody catches what a late answer
 * throws: that ended the process.
 */
function viewsOf(environment: nunjucks.Environment) {
  return class View {
    /** Express takes a view without a path for one that is not there. */
    readonly path: string;

    constructor(name: string) {
      this.path = name;
    }

    render(options: object, done: (error: unknown, page?: string) => void): void {
      let page: string | undefined;
      let failure: unknown;
      try {
        page = environment.render(this.path, options);
      } catch (error) {
        failure = error;
      }
      // Outside: what throws here is not the template's.
      done(failure, page);
    }
  };
}
