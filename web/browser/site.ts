import './password-rules.ts';
import './password-visibility.ts';
import { showCopyPrintShare } from './copy-print-share.ts';
import { showLocalTimes } from './display/local-times.ts';
import { registerServiceWorker } from './service-worker/registration.ts';
import { forgetAfterSignOut } from './sign-out.ts';
import { carryKey } from './site/carried-key.ts';

carryKey();
showLocalTimes(document);
registerServiceWorker();
showCopyPrintShare(document);
forgetAfterSignOut();
