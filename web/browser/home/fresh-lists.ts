import { showLocalTimes } from '../display/local-times.ts';

/** In milliseconds. */
const EVERY = 10_000;
const ANSWERS_WITHIN = 10_000;

/** Asks for the lists of the home page every ten seconds while somebody can see them, and shows what has changed. */
export function keepFresh(lists: HTMLElement): void {
  let tag: string | undefined;
  let askedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    askedAt = performance.now();
    const signedOut = await ask().catch(() => false);
    if (!signedOut) schedule();
  }

  /** @returns whether nobody is signed in any more */
  async function ask(): Promise<boolean> {
    const response = await fetch(`/home/lists${location.search}`, {
      headers: tag ? { 'If-None-Match': tag } : {},
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWERS_WITHIN),
    });
    if (response.status === 200) {
      const html = await response.text();
      tag = response.headers.get('ETag') ?? undefined;
      show(html);
    }
    return response.type === 'opaqueredirect';
  }

  function show(html: string): void {
    const fresh = new DOMParser().parseFromString(html, 'text/html').body;
    showLocalTimes(fresh);
    replaceLists(lists, fresh);
  }

  function schedule(): void {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(refresh, Math.max(0, askedAt + EVERY - performance.now()));
  }

  document.addEventListener('visibilitychange', schedule);
  schedule();
}

/** Replaces the lists that differ. What is focused stays so, if it is still there. */
function replaceLists(lists: HTMLElement, fresh: HTMLElement): void {
  const focused = document.activeElement?.getAttribute('href');
  const listName = document.activeElement?.closest<HTMLElement>('[data-list]')?.dataset.list;
  const shown = new Map([...lists.children].map((list) => [(list as HTMLElement).dataset.list, list]));
  const next = [...fresh.children].map((list) => {
    const old = shown.get((list as HTMLElement).dataset.list);
    return old?.innerHTML === list.innerHTML ? old : list;
  });
  if (next.length === lists.children.length && next.every((list, at) => list === lists.children[at])) return;
  lists.replaceChildren(...next);
  if (!focused || !listName || document.activeElement !== document.body) return;
  const links = lists.querySelectorAll<HTMLElement>(`[data-list="${listName}"] a`);
  [...links].find((link) => link.getAttribute('href') === focused)?.focus({ preventScroll: true });
}
