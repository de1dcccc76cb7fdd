import type { Backplane, Link, Notice } from './cluster.ts';

/** Nobody is elsewhere. */
const ALONE: Link = {
  ready: undefined,
  whole: true,
  came() {},
  left() {},
  said() {},
  flush() {},
  close() {},
};

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
    join: () => ALONE,
    up: () => true,
    heardSince: () => 1,
    async close() {
      listeners.clear();
    },
  };
}
