import { part } from './parts.ts';
import { inBrowser } from './storage.ts';
import type { Words } from './words.ts';

const TONES = [660, 880];

/** A notification and a sound when the reader is mentioned in a tab that nobody looks at; off until switched on. */
export class Alerts {
  #wanted: HTMLInputElement;
  #denied: HTMLElement;
  #room: string;
  #words: Words;
  #audio: AudioContext | undefined;

  constructor(root: ParentNode, room: string, words: Words) {
    this.#wanted = part(root, 'alerts', HTMLInputElement);
    this.#denied = part(root, 'alerts-denied', HTMLElement);
    this.#room = room;
    this.#words = words;
    const kept = inBrowser<boolean>('alerts');
    this.#wanted.checked = kept.read() ?? false;
    this.#wanted.addEventListener('change', () => {
      kept.write(this.#wanted.checked);
      void this.#ask();
    });
  }

  mentioned(by: string): void {
    if (!this.#wanted.checked || !document.hidden) return;
    this.#ring();
    this.#notify(by);
  }

  /** Browsers let a page ask, and make its first sound, only in answer to a click: this is it. */
  async #ask(): Promise<void> {
    this.#denied.hidden = true;
    if (!this.#wanted.checked) return;
    this.#ring();
    const permission = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied';
    this.#denied.hidden = permission === 'granted';
    this.#denied.textContent = permission === 'granted' ? '' : this.#words.t('alert.denied');
  }

  /** Without the message's text: the system may keep what it shows, and nothing said here is to be kept. */
  #notify(by: string): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const { t } = this.#words;
    try {
      const notification = new Notification(t('alert.title', { who: by }), {
        body: t('alert.body', { room: this.#room }),
        tag: this.#room,
      });
      notification.addEventListener('click', () => {
        window.focus();
        notification.close();
      });
    } catch {
      // Chrome on Android has the class but lets only service workers use it.
    }
  }

  #ring(): void {
    this.#audio ??= new AudioContext();
    const { currentTime, destination } = this.#audio;
    void this.#audio.resume();
    TONES.forEach((tone, index) => {
      const start = currentTime + index * 0.12;
      const oscillator = new OscillatorNode(this.#audio as AudioContext, { frequency: tone });
      const volume = new GainNode(this.#audio as AudioContext, { gain: 0.1 });
      volume.gain.setValueAtTime(0.1, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
      oscillator.connect(volume).connect(destination);
      oscillator.start(start);
      oscillator.stop(start + 0.3);
    });
  }
}
