import { inBrowser, personalKey } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';

/** `system` leaves it to the notification, which keeps the quiet hours of the system. */
const SOUNDS = ['soft', 'bell', 'system', 'none'] as const;
export type Sound = (typeof SOUNDS)[number];

/** Which sound alerts have in this browser, in all rooms. */
export class SoundChoice {
  #select: HTMLSelectElement;
  #stored;

  constructor({ root, userId }: { root: ParentNode; userId: string }) {
    this.#select = findPart(root, 'alert-sound', HTMLSelectElement);
    this.#stored = inBrowser<Sound>(personalKey(userId, 'alert-sound'));
    this.#select.value = this.sound;
    this.#select.addEventListener('change', () => {
      this.#stored.write(this.#select.value as Sound);
      void this.play();
    });
    addEventListener('storage', ({ key }) => {
      if (key === this.#stored.key) this.#select.value = this.sound;
    });
  }

  get sound(): Sound {
    const sound = this.#stored.read() ?? 'soft';
    return SOUNDS.includes(sound) ? sound : 'soft';
  }

  async play(): Promise<void> {
    const { sound } = this;
    if (sound === 'none' || sound === 'system') return;
    try {
      const { playSound } = await import('./alert-sound.ts');
      await playSound(sound);
    } catch {
      // The site does not answer, or the browser plays nothing: the notification is shown all the same.
    }
  }
}
