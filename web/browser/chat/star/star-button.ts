import { findPart } from '../dom/elements.ts';

/** Puts the reader's star on the room, and takes it off. The page stays: what is said is nowhere else. */
export function setUpStarButton(root: HTMLElement): void {
  const button = findPart(root, 'star', HTMLButtonElement);
  button.addEventListener('click', () => {
    // The site is away: it could not put a star either.
    import('./toggle-star.ts').then(
      ({ toggleStar }) => toggleStar(button, root.dataset),
      () => {},
    );
  });
}
