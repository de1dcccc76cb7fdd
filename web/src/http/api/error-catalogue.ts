import type { RequestHandler } from 'express';
import { catalogue, type ErrorCode, otherStatus } from '../../errors.ts';
import type { Locale } from '../../locales/locales.ts';
import { fieldRules, textsIn } from '../../locales/texts.ts';

/** Every failure and every rule of a field, in one locale. `web/docs.ts` makes docs/errors.md of the same. */
export function errorCatalogue(locale: Locale) {
  const t = textsIn(locale);
  const errors = Object.entries(catalogue).map(([code, status]) => ({
    code,
    statuses: [status, otherStatus[code as ErrorCode]].filter((each) => each !== undefined),
    title: t(`errors:${code}.title`),
    detail: t(`errors:${code}.detail`),
  }));
  return { errors, rules: fieldRules(locale) };
}

/** `GET /docs/errors`: where the `type` of a problem document leads. */
export const errorCataloguePage: RequestHandler = (_req, res) =>
  res.render('http/views/error-catalogue.njk', errorCatalogue(res.locals.locale));
