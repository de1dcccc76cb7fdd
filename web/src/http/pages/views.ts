import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import nunjucks from 'nunjucks';
import { formatDay, formatMoment, formatSize } from '../../locales/formats.ts';
import { deviceName } from '../session/user-agent.ts';

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
  environment.addFilter('date', formatDay);
  environment.addFilter('moment', formatMoment);
  environment.addFilter('device', deviceName);
  environment.addFilter('size', formatSize);
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
