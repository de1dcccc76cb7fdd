import { preferredAlerts } from '../../display/preferences.ts';
import { inBrowser, personalKey } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { hasAttention, onAttention } from './page-attention.ts';
import { SoundChoice } from './sound-choice.ts';
import { type Claim, TabClaims } from './tab-claims.ts';

export interface MentionAlertsOptions {
  root: ParentNode;
  roomId: string;
  roomName: string;
  userId: string;
  translator: Translator;
}

/** In milliseconds: messages of a busy room alert no more often than this; mentions always do. */
const ALERT_INTERVAL = 10_000;

const LEVELS = ['all', 'mentions', 'none'] as const;
type Level = (typeof LEVELS)[number];

/**
 * Alerts a reader who does not look at the page to a mention, or to any message, with a notification and a sound, from one of their
 * tabs. The reader chooses it for each room; until then it is off.
 */
export class MentionAlerts {
  #choice: HTMLSelectElement;
  #deniedHint: HTMLElement;
  #roomId: string;
  #roomName: string;
  #translator: Translator;
  #claims: TabClaims;
  #lastMessageAt = 0;
  #lastAlertAt = 0;
  #notification: Notification | undefined;
  #sound: SoundChoice;

  constructor({ root, roomId, roomName, userId, translator }: MentionAlertsOptions) {
    this.#choice = findPart(root, 'alerts', HTMLSelectElement);
    this.#deniedHint = findPart(root, 'alerts-denied', HTMLElement);
    this.#sound = new SoundChoice({ root, userId });
    this.#roomId = roomId;
    this.#roomName = roomName;
    this.#translator = translator;
    const claim = inBrowser<Claim>(personalKey(userId, `alerted.${roomId}`));
    this.#claims = new TabClaims({ stored: claim });
    const setting = inBrowser<Level>(personalKey(userId, `alerts.${roomId}`));
    // What a reader chose for all rooms at once, before each had a choice of its own.
    const before = inBrowser<boolean>('alerts').read() ? 'mentions' : preferredAlerts();
    const show = () => {
      const level = setting.read() ?? before;
      this.#choice.value = LEVELS.includes(level) ? level : before;
    };
    show();
    // They chose it in the settings, where nothing asked yet.
    if (this.#level !== 'none' && 'Notification' in globalThis && Notification.permission === 'default')
      document.addEventListener('click', () => void Notification.requestPermission(), { once: true });
    this.#choice.addEventListener('change', () => {
      setting.write(this.#level);
      void this.#requestPermission();
    });
    addEventListener('storage', ({ key }) => {
      if (key === setting.key) show();
      // Not when another tab has claimed a later mention: by its tag, its notification replaces this one.
      if (key === claim.key && claim.read()?.seen) this.#notification?.close();
    });
    onAttention(() => {
      this.#notification?.close();
      if (this.#lastMessageAt > 0) this.#claims.markSeen(this.#lastMessageAt);
    });
  }

  get #level(): Level {
    return this.#choice.value as Level;
  }

  /**
   * Call it when somebody else's message came.
   *
   * @param author the name of the message's author
   * @param at milliseconds since 1970, by the server's clock
   * @param mentioned whether it mentions the reader
   */
  async messageArrived(author: string, at: number, mentioned: boolean): Promise<void> {
    if (this.#level === 'none' || (this.#level === 'mentions' && !mentioned)) return;
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

  /** Browsers allow a page to ask for the permission, and to play its first sound, only in response to a click. */
  async #requestPermission(): Promise<void> {
    this.#deniedHint.hidden = true;
    if (this.#level === 'none') return;
    void this.#sound.play();
    const permission = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied';
    this.#deniedHint.hidden = permission === 'granted';
    this.#deniedHint.textContent = permission === 'granted' ? '' : this.#translator.t('alert.denied');
  }

  /** The notification does not contain the message's text: the system may keep what it shows, and no message is to be kept. */
  #notify(title: string): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const { t } = this.#translator;
    // A notification replaces the previous one of the same tag; `renotify` alerts the reader again.
    const options: NotificationOptions & { renotify: boolean } = {
      body: t('alert.body', { room: this.#roomName }),
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
