import { findPart } from '../dom/elements.ts';

/** Puts the reader's star on the room, and takes it off. The page stays: what is said is nowhere else. */
export function setUpStarButton(root: HTMLElement): void {
  const button = findPart(root, 'star', HTMLButtonElement);
  button.addEventListener('click', async () => {
    try {
      const { toggleStar } = await import('./toggle-star.ts');
      await toggleStar(button, root.dataset);
    } catch {
      // The site is away, and could not put a star either.
    }
  });
}
