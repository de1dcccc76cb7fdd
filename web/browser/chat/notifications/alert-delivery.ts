import { inBrowser, personalKey } from '../../storage.ts';
import type { Translator } from '../i18n/translator.ts';
import { hasAttention, onAttention } from './page-attention.ts';
import type { SoundChoice } from './sound-choice.ts';
import { type Claim, TabClaims } from './tab-claims.ts';

/** In milliseconds: messages of a busy room alert no more often than this; mentions always do. */
const ALERT_INTERVAL = 10_000;

export interface AlertDeliveryOptions {
  /** Its `data-room-name` is what the room is called. */
  root: HTMLElement;
  roomId: string;
  userId: string;
  translator: Translator;
  sound: SoundChoice;
}

/** Alerts a reader who does not look at the page, with a notification and a sound, from one of their tabs. */
export class AlertDelivery {
  #roomId: string;
  #root: HTMLElement;
  #translator: Translator;
  #sound: SoundChoice;
  #claims: TabClaims;
  #lastMessageAt = 0;
  #lastAlertAt = 0;
  #notification: Notification | undefined;

  constructor({ root, roomId, userId, translator, sound }: AlertDeliveryOptions) {
    this.#roomId = roomId;
    this.#root = root;
    this.#translator = translator;
    this.#sound = sound;
    const claimed = inBrowser<Claim>(personalKey(userId, `alerted.${roomId}`));
    const seen = inBrowser<number>(personalKey(userId, `alert-seen.${roomId}`));
    this.#claims = new TabClaims({ claimed, seen });
    addEventListener('storage', ({ key }) => {
      // Not when another tab has claimed a later mention: by its tag, its notification replaces this one.
      if (key === seen.key) this.#notification?.close();
    });
    onAttention(() => {
      this.#notification?.close();
      if (this.#lastMessageAt > 0) this.#claims.markSeen(this.#lastMessageAt);
    });
  }

  /** Call it when a message came of which the reader wants to know; see {@link MentionAlerts.messageArrived}. */
  async messageArrived(author: string, at: number, mentioned: boolean): Promise<void> {
    if (!mentioned && at - this.#lastAlertAt < ALERT_INTERVAL) return;
    this.#lastMessageAt = Math.max(this.#lastMessageAt, at);
    if (hasAttention()) this.#claims.markSeen(at);
    else {
      this.#lastAlertAt = at;
      if (!(await this.#claims.claim(at))) return;
      void this.#sound.play();
      this.#notify(this.#translator.t(mentioned ? 'alert.title' : 'alert.message', { who: author }));
    }
  }

  /** The notification does not contain the message's text: the system may keep what it shows, and no message is to be kept. */
  #notify(title: string): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const { t } = this.#translator;
    // A notification replaces the previous one of the same tag; `renotify` alerts the reader again.
    const options: NotificationOptions & { renotify: boolean } = {
      body: t('alert.body', { room: this.#root.dataset.roomName ?? '' }),
      tag: `lantern.${this.#roomId}`,
      renotify: true,
      // Otherwise the system would play its own sound beside the chosen one, or in spite of it.
      silent: this.#sound.sound !== 'system',
    };
    try {
      const notification = new Notification(title, options);
      this.#notification = notification;
      notification.addEventListener('click', () => {
        window.focus();
        notification.close();
      });
    } catch {
      // Chrome on Android has the class, but only service workers may use it.
    }
  }
}
