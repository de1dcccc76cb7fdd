import { inBrowser, personalKey } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { hasAttention, onAttention } from './page-attention.ts';
import { type Claim, TabClaims } from './tab-claims.ts';

const TONES = [660, 880];

export interface MentionAlertsOptions {
  root: ParentNode;
  roomId: string;
  roomName: string;
  userId: string;
  translator: Translator;
}

/**
 * Alerts a reader who does not look at the page to a mention, with a notification and a sound, from one of their tabs. Off until
 * the reader switches it on.
 */
export class MentionAlerts {
  #checkbox: HTMLInputElement;
  #deniedHint: HTMLElement;
  #roomId: string;
  #roomName: string;
  #translator: Translator;
  #claims: TabClaims;
  #lastMentionAt = 0;
  #notification: Notification | undefined;
  #audio: AudioContext | undefined;

  constructor({ root, roomId, roomName, userId, translator }: MentionAlertsOptions) {
    this.#checkbox = findPart(root, 'alerts', HTMLInputElement);
    this.#deniedHint = findPart(root, 'alerts-denied', HTMLElement);
    this.#roomId = roomId;
    this.#roomName = roomName;
    this.#translator = translator;
    const claim = inBrowser<Claim>(personalKey(userId, `alerted.${roomId}`));
    this.#claims = new TabClaims({ stored: claim });
    const setting = inBrowser<boolean>('alerts');
    this.#checkbox.checked = setting.read() ?? false;
    this.#checkbox.addEventListener('change', () => {
      setting.write(this.#checkbox.checked);
      void this.#requestPermission();
    });
    addEventListener('storage', ({ key }) => {
      if (key === setting.key) this.#checkbox.checked = setting.read() ?? false;
      // Not when another tab has claimed a later mention: by its tag, its notification replaces this one.
      if (key === claim.key && claim.read()?.seen) this.#notification?.close();
    });
    onAttention(() => {
      this.#notification?.close();
      if (this.#lastMentionAt > 0) this.#claims.markSeen(this.#lastMentionAt);
    });
  }

  /**
   * Call it when a message mentions the reader.
   *
   * @param author the name of the message's author
   * @param at milliseconds since 1970, by the server's clock
   */
  async mentioned(author: string, at: number): Promise<void> {
    this.#lastMentionAt = Math.max(this.#lastMentionAt, at);
    if (hasAttention()) this.#claims.markSeen(at);
    else if (this.#checkbox.checked && (await this.#claims.claim(at))) {
      this.#playSound();
      this.#notify(author);
    }
  }

  /** Browsers allow a page to ask for the permission, and to play its first sound, only in response to a click. */
  async #requestPermission(): Promise<void> {
    this.#deniedHint.hidden = true;
    if (!this.#checkbox.checked) return;
    this.#playSound();
    const permission = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied';
    this.#deniedHint.hidden = permission === 'granted';
    this.#deniedHint.textContent = permission === 'granted' ? '' : this.#translator.t('alert.denied');
  }

  /** The notification does not contain the message's text: the system may keep what it shows, and no message is to be kept. */
  #notify(author: string): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const { t } = this.#translator;
    // A notification replaces the previous one of the same tag; `renotify` alerts the reader again.
    const options: NotificationOptions & { renotify: boolean } = {
      body: t('alert.body', { room: this.#roomName }),
      tag: `lantern.${this.#roomId}`,
      renotify: true,
    };
    try {
      const notification = new Notification(t('alert.title', { who: author }), options);
      this.#notification = notification;
      notification.addEventListener('click', () => {
        window.focus();
        notification.close();
      });
    } catch {
      // Chrome on Android has the class, but only service workers may use it.
    }
  }

  #playSound(): void {
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
