import { startAsking } from './passkeys/ask.ts';
import { startCreating } from './passkeys/create.ts';
import { tellBrowser } from './passkeys/signals.ts';
import { revealForms } from './passkeys/support.ts';

revealForms();
startCreating();
startAsking();
tellBrowser();
