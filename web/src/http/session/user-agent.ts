import Bowser from 'bowser';

/** Browsers need half of it; what is longer only costs time. */
const LONGEST = 512;

/**
 * The browser and the system that a `User-Agent` names, for people to recognise their devices by.
 *
 * @param text untrusted
 * @returns `Firefox, Linux`; what is no known browser on a known system as it calls itself, and nothing for nothing
 */
export function deviceName(text: string): string {
  if (text.trim() === '') return '';
  return knownDevice(text) ?? text.slice(0, LONGEST);
}

/** The same where nothing may stand that the `User-Agent` was free to choose: undefined for what is not known. */
export function knownDevice(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const { browser, os } = Bowser.parse(text.slice(0, LONGEST));
  return browser.name && os.name ? `${browser.name}, ${os.name}` : undefined;
}
