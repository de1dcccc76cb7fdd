import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { KnownDevice } from '../../../accounts/index.ts';
import { sign, verifiedValue } from '../../../crypto/signature.ts';
import type { OwnCookies } from './own-cookies.ts';

declare global {
  namespace Express {
    interface Request {
      /** Whom this browser was signed in as before. */
      devices: Devices;
    }
  }
}

type Devices = {
  /** Proven by signature; whether an epoch is over is not known here. */
  known: readonly KnownDevice[];
  /** Gives the browser a cookie that names this person, beside those whom it named before. */
  remember(userId: string, epoch: number): void;
};

const SECONDS = 180 * 24 * 60 * 60;
/** A family's browser; with more a cookie would grow without end. */
const MOST_PEOPLE = 5;

/**
 * Device cookies (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies): a browser that
 * somebody was signed in on has a count of wrong tries of its own at their account, so that no stranger locks them out there.
 * It opens nothing: who has it types the password like everybody, and has ten tries.
 *
 * @param key signs them
 * @param now milliseconds since 1970
 */
export function deviceCookies(cookies: OwnCookies, key: Buffer, now: () => number): RequestHandler {
  const entriesOf = entryReader(key, now);
  return (req, res, next) => {
    // Read when they are asked for: few requests sign anybody in.
    let entries: { device: Entry; text: string }[] | undefined;
    const current = () => {
      entries ??= entriesOf(cookies.read(req, 'device'));
      return entries;
    };
    req.devices = {
      get known() {
        return current().map(({ device }) => device);
      },
      remember(userId, epoch) {
        const device = {
          userId,
          epoch,
          id: randomBytes(12).toString('base64url'),
          until: now() + SECONDS * 1000,
        };
        const others = current().filter((each) => each.device.userId !== userId);
        entries = [{ device, text: sign(write(device), key) }, ...others].slice(0, MOST_PEOPLE);
        cookies.set(res, 'device', { value: entries.map(({ text }) => text).join('~'), seconds: SECONDS });
      },
    };
    next();
  };
}

/** @returns a function that tells whether somebody was signed in on the browser of a request, at some time before */
export function knownBrowsers(
  cookies: OwnCookies,
  key: Buffer,
  now: () => number,
): (req: Request) => boolean {
  const entriesOf = entryReader(key, now);
  return (req) => entriesOf(cookies.read(req, 'device')).length > 0;
}

const entryReader = (key: Buffer, now: () => number) => (cookie: string) =>
  cookie.split('~', MOST_PEOPLE).flatMap((text) => {
    const device = read(verifiedValue(text, key));
    return device && now() < device.until ? [{ device, text }] : [];
  });

type Entry = KnownDevice & { until: number };

const write = ({ userId, epoch, id, until }: Entry) => [userId, epoch, id, until].join('.');

function read(value: string | undefined): Entry | undefined {
  if (value === undefined) return undefined;
  const [userId = '', epoch, id = '', until] = value.split('.');
  return { userId, epoch: Number(epoch), id, until: Number(until) };
}
