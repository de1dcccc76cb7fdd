import type { Express, Response } from 'express';
import nunjucks from 'nunjucks';
import { formatDay, formatMoment, formatSize, isWrittenFromTheRight } from '../../locales/formats.ts';
import { LOCALES, type Locale } from '../../locales/locales.ts';
import { deviceName } from '../session/user-agent.ts';
import { compressed } from './compression.ts';
import { linkedText } from './linked-text.ts';
import { LocalTemplates } from './templates/local-templates.ts';
import { quickenNunjucks } from './templates/quick-nunjucks.ts';

/**
 * Templates live with their features: `rooms/views/home.njk`. What every page of one request needs comes from `res.locals`.
 *
 * @param globals what every template and every macro knows
 */
export function views(app: Express, globals: Record<string, unknown>): void {
  quickenNunjucks();
  const environments = new Map(LOCALES.map((locale) => [locale, environmentFor(locale, globals)]));
  app.set('view', viewsOf(environments));
  app.response.send = sendingTexts(app.response.send);
}

function environmentFor(locale: Locale, globals: Record<string, unknown>): nunjucks.Environment {
  const environment = new nunjucks.Environment(new LocalTemplates(locale), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const all = { locales: LOCALES, isWrittenFromTheRight, ...globals };
  for (const [name, value] of Object.entries(all)) environment.addGlobal(name, value);
  environment.addFilter('isodate', (date: Date) => date.toISOString());
  environment.addFilter('date', formatDay);
  environment.addFilter('moment', formatMoment);
  environment.addFilter('device', deviceName);
  environment.addFilter('linked', linkedText);
  environment.addFilter('size', formatSize);
  return environment;
}

/**
 * Renders before it returns. nunjucks' own view answers in a later turn of the loop, where nobody catches what a late answer
 * throws: that ended the process.
 */
function viewsOf(environments: ReadonlyMap<Locale, nunjucks.Environment>) {
  return class View {
    /** Express takes a view without a path for one that is not there. */
    readonly path: string;

    constructor(name: string) {
      this.path = name;
    }

    render(options: { locale: Locale }, done: (error: unknown, page?: string) => void): void {
      let page: string | undefined;
      let failure: unknown;
      try {
        page = environments.get(options.locale)?.render(this.path, options);
      } catch (error) {
        failure = error;
      }
      // Outside: what throws here is not the template's.
      done(failure, page);
    }
  };
}

/**
 * Sends a text with its head in one write, a page compressed for those who take it so. Express makes bytes of it first, which then leave apart from the head. What has a
 * tag, by which it may not have to be sent at all, is left to Express.
 */
function sendingTexts(send: Response['send']): Response['send'] {
  return function sendText(this: Response, body) {
    const type = this.getHeader('Content-Type') ?? 'text/html; charset=utf-8';
    const isPlain =
      typeof body === 'string' && /charset=utf-8$/.test(String(type)) && !this.hasHeader('ETag');
    if (!isPlain || NO_BODY.includes(this.statusCode)) return send.call(this, body);
    this.setHeader('Content-Type', type);
    const sent = String(type).startsWith('text/html') ? compressed(this.req, this, body) : body;
    this.setHeader('Content-Length', Buffer.byteLength(sent));
    // Node keeps the body of an answer to HEAD to itself.
    return this.end(sent);
  };
}

const NO_BODY = [204, 205, 304];
