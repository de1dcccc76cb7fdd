/** Which hours the reader wants to see; undefined: those of their language and region. */
export function preferredHours(): 'h12' | 'h23' | undefined {
  const { clock } = document.documentElement.dataset;
  return clock === '12' ? 'h12' : clock === '24' ? 'h23' : undefined;
}

/** When rooms alert where the reader has chosen nothing for the room itself. */
export function preferredAlerts(): 'all' | 'mentions' | 'none' {
  const { alerts } = document.documentElement.dataset;
  return alerts === 'all' || alerts === 'mentions' ? alerts : 'none';
}

/** Calls with whether the page is dark: at once, and when that changes. */
export function followDarkness(changed: (dark: boolean) => void): void {
  const { theme } = document.documentElement.dataset;
  const device = matchMedia('(prefers-color-scheme: dark)');
  const tell = () => changed(theme === 'dark' || (theme !== 'light' && device.matches));
  device.addEventListener('change', tell);
  tell();
}

/**
 * The locale for times: a reader of English in Britain expects 14:02 and not 2:02 PM.
 *
 * @param tag of the page's locale
 * @param preferred the reader's locales
 */
export function regionOf(tag: string, preferred = navigator.languages): string {
  return preferred.find((each) => each === tag || each.startsWith(`${tag}-`)) ?? tag;
}
