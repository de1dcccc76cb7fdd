/** In pixels: a shorter swipe puts the panel back. */
const FAR_ENOUGH = 64;

/**
 * Lets a finger push a popover out of the way that it came: down a sheet, which lies at the bottom; to its edge a drawer, which is
 * as high as the window.
 *
 * @param content scrolls inside the panel: a swipe down closes the panel only when its beginning is in sight
 */
export function closeBySwipe(panel: HTMLElement, content: HTMLElement): void {
  let start: { x: number; y: number } | undefined;
  let distance = 0;

  const isDrawer = () => panel.clientHeight >= innerHeight - 1;
  const isRightToLeft = () => document.documentElement.dir === 'rtl';

  function move(pixels: number): void {
    distance = pixels;
    panel.style.transition = pixels === 0 ? '' : 'none';
    const x = isRightToLeft() ? -pixels : pixels;
    panel.style.translate = pixels === 0 ? '' : isDrawer() ? `${x}px 0` : `0 ${pixels}px`;
  }

  panel.addEventListener(
    'touchstart',
    ({ touches: [touch, second], target }) => {
      const scrolled = content.contains(target as Node) && content.scrollTop > 0;
      start =
        !touch || second || (scrolled && !isDrawer()) ? undefined : { x: touch.clientX, y: touch.clientY };
    },
    { passive: true },
  );
  panel.addEventListener(
    'touchmove',
    (event) => {
      const [touch] = event.touches;
      if (!touch || !start) return;
      const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
      const [along, across] = isDrawer() ? [isRightToLeft() ? -x : x, y] : [y, x];
      // The first move decides: one that goes another way scrolls, and is left alone.
      if (distance === 0 && (along <= 0 || Math.abs(across) > along)) start = undefined;
      else {
        if (event.cancelable) event.preventDefault();
        move(Math.max(1, along));
      }
    },
    { passive: false },
  );
  const end = (closes: boolean) => {
    if (!start) return;
    start = undefined;
    if (closes && distance >= FAR_ENOUGH) panel.hidePopover();
    move(0);
  };
  panel.addEventListener('touchend', () => end(true));
  panel.addEventListener('touchcancel', () => end(false));
}
