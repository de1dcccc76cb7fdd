import { lifetimeOf } from '@lantern/service/certificate-lifetime';
import { StartError } from '@lantern/service/lifecycle';
import type { Logger } from '@lantern/service/log';
import { type Certificate, readCertificate } from './certificate.ts';

const LOOK_EVERY_MS = 5000;
const LOOKS_A_DAY = (24 * 60 * 60 * 1000) / LOOK_EVERY_MS;

/**
 * Looks from time to time whether the files of a certificate hold another one, and warns each day when the one in use is to be renewed.
 *
 * @param first the one in use
 * @param take is given the new one. One that cannot be used is not taken, and the log says why
 * @returns stops looking
 */
export function watchCertificate(
  first: Certificate,
  log: Logger,
  take: (certificate: Certificate) => void,
): () => void {
  const { files } = first;
  let used = first;
  let looks = 0;
  let fault: string | undefined;
  let told: string | undefined;

  const warn = () => {
    const { words, endsSoon } = lifetimeOf(used.first);
    if (endsSoon) log.warn({ file: files.cert }, `the certificate is ${words}: renew it`);
  };
  const complain = (message: string) => {
    // Half of a new pair is there while it is being written: not told before it is still so at the next look.
    if (message === fault && message !== told) {
      told = message;
      log.error(`${message}; the certificate that was read before stays in use`);
    }
    fault = message;
  };
  const look = async () => {
    looks++;
    if (looks % LOOKS_A_DAY === 0) warn();
    try {
      const next = await readCertificate(files);
      fault = undefined;
      told = undefined;
      if (next.cert === used.cert && next.key === used.key) return;
      take(next);
      used = next;
      log.info({ file: files.cert }, `a new certificate is in use, ${lifetimeOf(next.first).words}`);
      warn();
    } catch (error) {
      complain(error instanceof StartError ? error.message : String(error));
    }
  };

  warn();
  let looking = Promise.resolve();
  const clock = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EVERY_MS).unref();
  return () => clearInterval(clock);
}
