import { inBrowser, keyOf } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { attended, whenAttended } from './attention.ts';
import { type Claim, Claims } from './claims.ts';

const TONES = [660, 880];

/** The room and whose page it is. */
export interface AlertsPlace {
  roomId: string;
  roomName: string;
  personId: string;
}

/**
 * A notification and a sound when the reader is mentioned and does not look: from one of their tabs, each time anew, and not for
 * what another tab has shown. Off until switched on.
 */
export class Alerts {
  #wanted: HTMLInputElement;
  #denied: HTMLElement;
  #place: AlertsPlace;
  #translator: Translator;
  #claims: Claims;
  #lastAt = 0;
  #shown: Notification | undefined;
  #audio: AudioContext | undefined;

  constructor(root: ParentNode, place: AlertsPlace, translator: Translator) {
    this.#wanted = findPart(root, 'alerts', HTMLInputElement);
    this.#denied = findPart(root, 'alerts-denied', HTMLElement);
    this.#place = place;
    this.#translator = translator;
    const told = inBrowser<Claim>(keyOf(place.personId, `told.${place.roomId}`));
    this.#claims = new Claims(told);
    const kept = inBrowser<boolean>('alerts');
    this.#wanted.checked = kept.read() ?? false;
    this.#wanted.addEventListener('change', () => {
      kept.write(this.#wanted.checked);
      void this.#ask();
    });
    addEventListener('storage', ({ key }) => {
      if (key === kept.key) this.#wanted.checked = kept.read() ?? false;
      // Not when another tab tells of something later: by its tag that is the same notification.
      if (key === told.key && told.read()?.seen) this.#shown?.close();
    });
    whenAttended(() => {
      this.#shown?.close();
      if (this.#lastAt > 0) this.#claims.seen(this.#lastAt);
    });
  }

  /** @param at milliseconds since 1970, by the server's clock */
  async mentioned(by: string, at: number): Promise<void> {
    this.#lastAt = Math.max(this.#lastAt, at);
    if (attended()) this.#claims.seen(at);
    else if (this.#wanted.checked && (await this.#claims.claim(at))) {
      this.#ring();
      this.#notify(by);
    }
  }

  /** Browsers let a page ask, and make its first sound, only in answer to a click: this is it. */
  async #ask(): Promise<void> {
    this.#denied.hidden = true;
    if (!this.#wanted.checked) return;
    this.#ring();
    const permission = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied';
    this.#denied.hidden = permission === 'granted';
    this.#denied.textContent = permission === 'granted' ? '' : this.#translator.t('alert.denied');
  }

  /** Without the message's text: the system may keep what it shows, and nothing said here is to be kept. */
  #notify(by: string): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const { t } = this.#translator;
    // A notification of the same tag takes the place of the one before, and says nothing of it unless it is told to.
    const options: NotificationOptions & { renotify: boolean } = {
      body: t('alert.body', { room: this.#place.roomName }),
      tag: `lantern.${this.#place.roomId}`,
      renotify: true,
    };
    try {
      const notification = new Notification(t('alert.title', { who: by }), options);
      this.#shown = notification;
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
