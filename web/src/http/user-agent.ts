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
  const said = text.slice(0, LONGEST);
  const { browser, os } = Bowser.parse(said);
  return browser.name && os.name ? `${browser.name}, ${os.name}` : said;
}
