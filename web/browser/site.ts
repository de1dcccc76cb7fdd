import { showLocalTimes } from './local-times.ts';
import './password-rules.ts';
import './password-visibility.ts';
import './recovery-codes.ts';
import { forgetAfterSignOut } from './sign-out.ts';

showLocalTimes(document);
forgetAfterSignOut();
