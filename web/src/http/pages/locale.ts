import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { FALLBACK_FOR, FOREIGN_LOCALE } from '../../locales/fallback-locales.ts';
import { knownLocale, LOCALES, type Locale } from '../../locales/locales.ts';
import { type Translate, textsIn } from '../../locales/texts.ts';
import { parse } from '../api/validation.ts';
import type { OwnCookies } from '../session/cookies/own-cookies.ts';
import { localPath } from './local-path.ts';

declare global {
  namespace Express {
    interface Locals {
      t: Translate;
      locale: Locale;
    }
  }
}

/** Returns the locale of the answer to a request. */
export const localeOf = (req: Request): Locale => (req.res as Response).locals.locale;

const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 200;

/**
 * Chooses the locale by `Accept-Language`: nothing else is known before the session, or without one.
 *
 * @param otherwise the locale for readers who name no language, or a neighbour of this one's (`FALLBACK_FOR`)
 */
export function localeByHeader(otherwise: Locale): RequestHandler {
  // Of several that a reader prefers equally, the first of these is taken.
  const offered = [otherwise, ...LOCALES.filter((locale) => locale !== otherwise)];
  // Browsers send a handful of different headers.
  const remembered = new Map<string, Locale>();
  const negotiate = (req: Request): Locale => {
    const header = req.headers['accept-language'] ?? '';
    const known = remembered.get(header);
    if (known) return known;
    const locale = localeNamedBy(req, offered) ?? localeForOthers(req, otherwise);
    if (remembered.size < MOST_REMEMBERED && header.length < LONGEST_REMEMBERED)
      remembered.set(header, locale);
    return locale;
  };
  return (req, res, next) => {
    useLocale(res, negotiate(req));
    res.vary('Accept-Language');
    next();
  };
}

/** Languages by their first subtag (`en` of `en-GB`) that `Accept-Language` names. */
const namedBy = (req: Request): string[] =>
  req.acceptsLanguages().flatMap((tag) => (tag === '*' ? [] : [primaryOf(tag)]));
const primaryOf = (tag: string): string => tag.split('-', 1)[0]?.toLowerCase() ?? '';

function localeNamedBy(req: Request, offered: readonly Locale[]): Locale | undefined {
  const languages = namedBy(req);
  // `*` asks for any of them, and names none.
  const named = offered.filter((locale) => languages.includes(primaryOf(locale)));
  return named.length === 0 ? undefined : knownLocale(req.acceptsLanguages(...named) || undefined);
}

/** For readers of other languages: their neighbours' if the instance is of it, otherwise English. Who names none gets the instance's. */
function localeForOthers(req: Request, otherwise: Locale): Locale {
  const named = namedBy(req);
  if (named.length === 0 || named.some((tag) => FALLBACK_FOR[otherwise]?.includes(tag))) return otherwise;
  return knownLocale(FOREIGN_LOCALE) ?? otherwise;
}

/** The locale chosen with the switch, kept in the browser: a stranger's choice leaves nothing behind here. */
export function localeByCookie(cookies: OwnCookies): RequestHandler {
  return (req, res, next) => {
    const chosen = knownLocale(cookies.read(req, 'locale'));
    if (chosen) useLocale(res, chosen);
    next();
  };
}

const A_YEAR = 365 * 24 * 60 * 60;

/** The locale of the person's own choice, on whatever device: before any that this browser was set to. */
export const localeByPerson: RequestHandler = (_req, res, next) => {
  const { locale } = res.locals.person ?? {};
  if (locale) useLocale(res, locale);
  next();
};

export function useLocale(res: Response, locale: Locale): void {
  res.locals.locale = locale;
  res.locals.t = textsIn(locale);
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
  keep: (userId: string, locale: Locale) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    const { locale, next } = parse(choice, req.body);
    if (res.locals.person) await keep(res.locals.person.id, locale);
    cookies.set(res, 'locale', { value: locale, seconds: A_YEAR });
    res.redirect(303, localPath(next));
  };
}
