import type { X509Certificate } from 'node:crypto';

const DAY_MS = 24 * 60 * 60 * 1000;
/** In days. Programs that renew certificates do so a month before they end. */
const SOON_DAYS = 14;

/** Returns how long a certificate is valid, in words, and whether the operator should act. */
export function lifetimeOf(certificate: X509Certificate): { words: string; endsSoon: boolean } {
  const end = new Date(certificate.validTo);
  const days = Math.floor((end.getTime() - Date.now()) / DAY_MS);
  const words = `good until ${end.toISOString().slice(0, 10)}, ${days} days`;
  return { words, endsSoon: days < SOON_DAYS };
}
