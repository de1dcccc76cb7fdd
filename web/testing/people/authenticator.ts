import { generateSync } from 'otplib';

const STEP_SECONDS = 30;

/** The time as a site knows it: goes on by itself, and further when a test says so. */
export class Clock {
  #ahead = 0;

  now = (): number => Date.now() + this.#ahead;

  pass(seconds: number): void {
    this.#ahead += seconds * 1000;
  }

  /** Goes on to where a new code begins: it is that of now for half a minute, however slow the test is. */
  passToNewCode(): void {
    const step = STEP_SECONDS * 1000;
    this.#ahead += step - (this.now() % step);
  }
}

/** The app on somebody's phone; it goes by the site's clock. */
export class Authenticator {
  recoveryCodes: string[] = [];
  readonly #secret: string;
  readonly #clock: Clock;
  #shown = 0;

  constructor(secret: string, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  /** @param ahead seconds from now; before it when negative */
  code(ahead = 0): string {
    const epoch = this.#epoch() + ahead;
    this.#shown = Math.max(this.#shown, Math.floor(epoch / STEP_SECONDS));
    return generateSync({ secret: this.#secret, epoch });
  }

  /** One that was not shown before: waits for it, when the one of now was. */
  next(): string {
    while (Math.floor(this.#epoch() / STEP_SECONDS) <= this.#shown) this.#clock.pass(STEP_SECONDS);
    return this.code();
  }

  recoveryCode(): string {
    return this.recoveryCodes.pop() ?? '';
  }

  #epoch(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}
