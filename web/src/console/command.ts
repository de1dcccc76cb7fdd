import type { Archive } from '@lantern/db';
import type { FilmService } from '../films/index.ts';
import type { ResetLinks } from '../password-reset/index.ts';
import type { PeopleService } from '../people/index.ts';
import type { KeyRotation } from '../tokens/index.ts';
import type { TwoFactorReset } from '../two-factor/index.ts';
import type { Instance } from './doctor/instance.ts';
import type { Terminal } from './terminal/terminal.ts';

export type Services = {
  people: PeopleService;
  keys: KeyRotation;
  resetLinks: ResetLinks;
  resetTwoFactor: TwoFactorReset;
  films: FilmService;
  /** Where people reach the site, if it is configured. */
  publicUrl: string | undefined;
};

/** `value` names what follows the option; without it the option is a switch. */
export type Option = { about: string; value?: string };

/** What was typed, by the names of the options. */
export type Values = Record<string, string | boolean | undefined>;

/** A verb of the console. */
export type Command = {
  name: string;
  /** One line for the table of commands. */
  summary: string;
  /** What else one has to know. */
  details?: string;
  /** What has to follow the name, and is no option: `values` has it by its name. */
  argument?: { name: string; about: string };
  options: Record<string, Option>;
  /** What the options themselves tell to be wrong, before anything is opened. */
  check?(values: Values, interactive: boolean): string | undefined;
} & (
  | {
      /** @throws Failure when it could not be done, LanternError when the rules of the service are against it */
      run(values: Values, terminal: Terminal, services: Services): Promise<void>;
    }
  | {
      /** Copies the whole instance, as it is. @throws Failure or BackupError when it could not be done */
      archive(values: Values, terminal: Terminal, archive: Archive): Promise<void>;
    }
  | {
      /** Needs nothing of an instance. @throws the same */
      alone(values: Values, terminal: Terminal): Promise<void>;
    }
  | {
      /** Looks at an instance that may be too broken to open. @returns whether all is well */
      examine(instance: Instance, terminal: Terminal): Promise<boolean>;
    }
);

export const textOf = (value: Values[string]) => (typeof value === 'string' ? value : undefined);
