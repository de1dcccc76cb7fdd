import { readdirSync, readFileSync } from 'node:fs';
import type { Request, RequestHandler, Response } from 'express';
import { createInstance, type TFunction } from 'i18next';
import { z } from 'zod';
import { isolated } from '../../text/isolated.ts';
import { parse } from '../api/validation.ts';
import type { OwnCookies } from '../session/cookies/own-cookies.ts';
import { localPath } from './local-path.ts';

export const LOCALES = ['ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

declare global {
  namespace Express {
    interface Locals {
      t: TFunction;
      locale: Locale;
    }
  }
}

const folder = new URL('../../../locales/', import.meta.url);

const i18n = createInstance({
  resources: Object.fromEntries(LOCALES.map((locale) => [locale, readTexts(locale)])),
  supportedLngs: LOCALES,
  fallbackLng: false,
  returnNull: false,
  // Not for HTML: Nunjucks escapes what it prints, and twice would show as &amp;quot;.
  interpolation: { escapeValue: true, escape: isolated },
});
await i18n.init();

function readTexts(locale: Locale) {
  const files = readdirSync(new URL(`${locale}/`, folder)).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(`${locale}/${name}`, folder), 'utf8')),
    ]),
  );
}

/** The language that this request is answered in. */
export const localeOf = (req: Request): Locale => req.res?.locals.locale ?? 'ru';

/** The reader's language by `Accept-Language`: all that is known before the session, or when there is none. */
export const localeByHeader: RequestHandler = (req, res, next) => {
  useLocale(res, req.acceptsLanguages(...LOCALES) || 'ru');
  res.vary('Accept-Language');
  next();
};

/** The language chosen with the switch, kept in the browser: a stranger's choice leaves nothing behind here. */
export function localeByCookie(cookies: OwnCookies): RequestHandler {
  return (req, res, next) => {
    const stored = cookies.read(req, 'locale');
    const chosen = LOCALES.find((locale) => locale === stored);
    if (chosen) useLocale(res, chosen);
    next();
  };
}

const A_YEAR = 365 * 24 * 60 * 60;

/** The language of the person's own choice, on whatever device: before any that this browser was set to. */
export const localeByPerson: RequestHandler = (_req, res, next) => {
  const { locale } = res.locals.person ?? {};
  if (locale) useLocale(res, locale);
  next();
};

/** The texts of one language, for what is made before anybody asks. */
export const textsIn = (locale: Locale): TFunction => i18n.getFixedT(locale);

/** What is told of each rule that a field may break, by its code. */
export const fieldRules = (locale: Locale): Record<string, string> =>
  i18n.getResource(locale, 'errors', 'fields');

export function useLocale(res: Response, locale: string): void {
  const known = LOCALES.find((each) => each === locale) ?? 'ru';
  res.locals.locale = known;
  res.locals.t = textsIn(known);
}

const choice = z.object({ locale: z.enum(LOCALES, 'unknown'), next: z.string().optional() });

/**
 * `POST /locale`: the switch in the page's header.
 *
 * @param cookies where the browser keeps it
 * @param keep remembers the choice of who is signed in
 */
export function chooseLocale(
  cookies: OwnCookies,
  keep: (personId: string, locale: Locale) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    const { locale, next } = parse(choice, req.body);
    if (res.locals.person) await keep(res.locals.person.id, locale);
    cookies.set(res, 'locale', locale, A_YEAR);
    res.redirect(303, localPath(next));
  };
}
