/**
 * Keeps the room above the keyboard of a phone whose browser lays the keyboard over the page (Safari) and does not know
 * `interactive-widget=resizes-content`: the styles read the height that is left. Elsewhere both heights are the same, and nothing
 * changes.
 */
export function followVisibleHeight(): void {
  const { visualViewport } = window;
  if (!visualViewport) return;
  const page = document.documentElement;
  const update = () => {
    const { height, scale } = visualViewport;
    // A page that the reader has enlarged shows less of itself, too.
    const covered = scale === 1 && height < innerHeight - 1;
    page.toggleAttribute('data-keyboard', covered);
    if (covered) page.style.setProperty('--visible-height', `${height}px`);
    else page.style.removeProperty('--visible-height');
    // Safari has moved the page up to show the field; now the field is in sight without that.
    if (covered) scrollTo(0, 0);
  };
  visualViewport.addEventListener('resize', update);
}
