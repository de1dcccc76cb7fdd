import type { Express, Response } from 'express';
import nunjucks from 'nunjucks';
import { formatDay, formatMoment, formatSize, isWrittenFromTheRight } from '../../locales/formats.ts';
import { LOCALES, type Locale } from '../../locales/locales.ts';
import { constantText } from '../../locales/texts.ts';
import { deviceName } from '../session/user-agent.ts';
import { compressed } from './compression.ts';
import { linkedText } from './linked-text.ts';
import { ENCODED, EncodedPage, encodeOutput, printable } from './templates/encoded-output.ts';
import { LocalTemplates } from './templates/local-templates.ts';
import { quickenNunjucks } from './templates/quick-nunjucks.ts';

/**
 * Templates live with their features: `rooms/views/home.njk`. What every page of one request needs comes from `res.locals`.
 *
 * @param globals what every template and every macro knows
 */
export function views(app: Express, globals: Record<string, unknown>): void {
  quickenNunjucks();
  encodeOutput();
  const environments = new Map(LOCALES.map((locale) => [locale, environmentFor(locale, globals)]));
  app.set('view', viewsOf(environments));
  app.response.send = sendingInOneWrite(app.response.send);
}

function environmentFor(locale: Locale, globals: Record<string, unknown>): nunjucks.Environment {
  const environment = new nunjucks.Environment(new LocalTemplates(locale), {
    autoescape: ENCODED,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const all = {
    locales: LOCALES,
    otherLocales: LOCALES.filter((other) => other !== locale).map(withName),
    isRightToLeft: isWrittenFromTheRight(locale),
    ...globals,
  };
  for (const [name, value] of Object.entries(all)) environment.addGlobal(name, value);
  environment.addFilter('safe', printable);
  environment.addFilter('isodate', (date: Date) => date.toISOString());
  environment.addFilter('date', formatDay);
  environment.addFilter('moment', formatMoment);
  environment.addFilter('device', deviceName);
  environment.addFilter('linked', linkedText);
  environment.addFilter('size', formatSize);
  return environment;
}

const withName = (locale: Locale) => ({ locale, name: constantText(locale, 'locale:name') });

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

    render(options: { locale: Locale }, done: (error: unknown, page?: EncodedPage) => void): void {
      let page: EncodedPage | undefined;
      let failure: unknown;
      try {
        const text = environments.get(options.locale)?.render(this.path, options);
        page = text === undefined ? undefined : new EncodedPage(text);
      } catch (error) {
        failure = error;
      }
      // Outside: what throws here is not the template's.
      done(failure, page);
    }
  };
}

/**
 * Sends a page or a text with its head in one write, a page compressed for those who take it so. Express makes bytes of texts first,
 * which then leave apart from the head. What has a tag, by which it may not have to be sent at all, is left to Express.
 */
function sendingInOneWrite(send: Response['send']): Response['send'] {
  return function sendWithHead(this: Response, body) {
    const isFinal = !this.hasHeader('ETag') && !NO_BODY.includes(this.statusCode);
    if (body instanceof EncodedPage) {
      this.setHeader('Content-Type', 'text/html; charset=utf-8');
      if (!isFinal) return send.call(this, Buffer.from(body.binary, 'latin1'));
      const { binary } = compressed(this.req, this, body);
      // Node keeps the body of an answer to HEAD to itself.
      return this.setHeader('Content-Length', binary.length).end(binary, 'latin1');
    }
    const isText = typeof body === 'string' && /charset=utf-8$/.test(String(this.getHeader('Content-Type')));
    if (!isText || !isFinal) return send.call(this, body);
    return this.setHeader('Content-Length', Buffer.byteLength(body)).end(body);
  };
}

const NO_BODY = [204, 205, 304];
