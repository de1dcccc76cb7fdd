import type { Command } from './command.ts';
import { help } from './help.ts';
import { me } from './me.ts';
import { weather } from './weather.ts';
import { who } from './who.ts';

/** Every command, as the help lists them. One more is a file of its own, its texts and a line here. */
export const commands: readonly Command[] = [help, me, weather, who];
