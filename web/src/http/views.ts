import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import nunjucks from 'nunjucks';

/** Templates live with their features: `rooms/views/home.njk`. What every page needs comes from `app.locals` and `res.locals`. */
export function views(app: Express, assetUrl: (name: string) => string): void {
  const loader = new nunjucks.FileSystemLoader(fileURLToPath(new URL('..', import.meta.url)));
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addGlobal('asset', assetUrl);
  environment.addFilter('isodate', (date: Date) => date.toISOString());
  environment.addFilter('date', (date: Date, locale: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date),
  );
  environment.addFilter('moment', (date: Date, locale: string) => {
    const format = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'UTC',
    });
    return `${format.format(date)} UTC`;
  });
  environment.express(app);
}
