import './local-times.ts';
import './password-rules.ts';
import './password-visibility.ts';
import './recovery-codes.ts';
import { forgetAfterSignOut } from './sign-out.ts';

forgetAfterSignOut();
