import { preferredAlerts } from '../../display/preferences.ts';
import { inBrowser, personalKey } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { onDemand } from '../on-demand.ts';
import type { AlertDelivery } from './alert-delivery.ts';
import { SoundChoice } from './sound-choice.ts';

export interface MentionAlertsOptions {
  /** Its `data-room-name` is what the room is called. */
  root: HTMLElement;
  roomId: string;
  userId: string;
  translator: Translator;
}

const LEVELS = ['all', 'mentions', 'none'] as const;
type Level = (typeof LEVELS)[number];

/**
 * Alerts a reader who does not look at the page to a mention, or to any message. The reader chooses it for each room; until then it is
 * off, and what delivers alerts is not loaded.
 */
export class MentionAlerts {
  #choice: HTMLSelectElement;
  #deniedHint: HTMLElement;
  #translator: Translator;
  #sound: SoundChoice;
  #delivery: () => Promise<AlertDelivery>;

  constructor(options: MentionAlertsOptions) {
    const { root, roomId, userId, translator } = options;
    this.#choice = findPart(root, 'alerts', HTMLSelectElement);
    this.#deniedHint = findPart(root, 'alerts-denied', HTMLElement);
    this.#translator = translator;
    const sound = new SoundChoice({ root, userId });
    this.#sound = sound;
    this.#delivery = onDemand(async () => {
      const { AlertDelivery } = await import('./alert-delivery.ts');
      return new AlertDelivery({ ...options, sound });
    });
    const setting = inBrowser<Level>(personalKey(userId, `alerts.${roomId}`));
    // What a reader chose for all rooms at once, before each had a choice of its own.
    const before = inBrowser<boolean>('alerts').read() ? 'mentions' : preferredAlerts();
    const show = () => {
      const level = setting.read() ?? before;
      this.#choice.value = LEVELS.includes(level) ? level : before;
      this.#prepare();
    };
    show();
    // They chose it in the settings, where nothing asked yet.
    if (this.#level !== 'none' && 'Notification' in globalThis && Notification.permission === 'default')
      document.addEventListener('click', () => void Notification.requestPermission(), { once: true });
    this.#choice.addEventListener('change', () => {
      setting.write(this.#level);
      this.#prepare();
      void this.#requestPermission();
    });
    addEventListener('storage', ({ key }) => {
      if (key === setting.key) show();
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
    try {
      const delivery = await this.#delivery();
      await delivery.messageArrived(author, at, mentioned);
    } catch {
      // The site is away: the next message tries again.
    }
  }

  /** Loads what delivers alerts before the first one: when it comes, the site may have another build. */
  #prepare(): void {
    if (this.#level !== 'none') this.#delivery().catch(() => undefined);
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
}
