import type { Request, RequestHandler, Response } from 'express';
import type { OwnCookies } from '../session/cookies/own-cookies.ts';

/** What somebody prefers of how pages look on this browser. `system`: what the device does. `alerts`: of rooms without a choice of their own. */
export const DISPLAY = {
  theme: ['system', 'light', 'dark'],
  clock: ['system', '12', '24'],
  alerts: ['none', 'mentions', 'all'],
} as const;
type Display = { [Name in keyof typeof DISPLAY]: (typeof DISPLAY)[Name][number] };

declare global {
  namespace Express {
    interface Locals {
      display?: Display;
    }
  }
}

const A_YEAR = 365 * 24 * 60 * 60;

/**
 * Reads what this browser prefers from its cookie. The first byte of a page knows it then, and no page is light before it is dark.
 *
 * @param cookies this instance's; a value that is not known counts as the first of its list
 */
export function displayByCookie(cookies: OwnCookies): RequestHandler {
  return (req, res, next) => {
    res.locals.display = displayOf(cookies.read(req, 'display'));
    next();
  };
}

/** @param cookie `theme.clock.alerts`, from a browser */
function displayOf(cookie: string): Display {
  const [theme, clock, alerts] = cookie.split('.');
  const { theme: themes, clock: clocks, alerts: levels } = DISPLAY;
  return {
    theme: themes.find((each) => each === theme) ?? themes[0],
    clock: clocks.find((each) => each === clock) ?? clocks[0],
    alerts: levels.find((each) => each === alerts) ?? levels[0],
  };
}

/** Returns what the browser of a request prefers. */
export const displayIn = (req: Request): Display => req.res?.locals.display ?? displayOf('');

/** Keeps what somebody prefers in their browser for a year. */
export function keepDisplay(cookies: OwnCookies, res: Response, { theme, clock, alerts }: Display): void {
  cookies.set(res, 'display', { value: [theme, clock, alerts].join('.'), seconds: A_YEAR });
}
