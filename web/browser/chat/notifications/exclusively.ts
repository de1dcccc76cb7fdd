/**
 * Takes a step that no other tab of this browser takes at the same time, one tab after another. Plain HTTP has no Web Locks, except on
 * localhost, and a browser that refuses storage refuses locks: the tabs then take their steps at the same time.
 *
 * @param name the same in all tabs that wait for each other
 * @param step it must not throw
 */
export async function exclusively<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await navigator.locks.request(name, step);
  } catch {
    return step();
  }
}
