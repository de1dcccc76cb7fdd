import type { Backplane, Notice } from './backplane.ts';

/** The backplane of web and chat in one process. */
export function localBackplane(): Backplane {
  const listeners = new Set<(notice: Notice) => void>();
  return {
    async announce(notice) {
      for (const listener of listeners) listener(notice);
    },
    listen(listener) {
      listeners.add(listener);
    },
    up: () => true,
    async close() {
      listeners.clear();
    },
  };
}
