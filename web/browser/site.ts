// What several pages share would be a file for each module, and each file one more request of a page.
import './chat/dom/elements.ts';
import './chat/sealed/stored-key.ts';
import './clipboard.ts';
import './home/recent-rooms.ts';
import './password-visibility.ts';
import { showLocalTimes } from './display/local-times.ts';
import { registerServiceWorker } from './service-worker/registration.ts';
import { forgetAfterSignOut } from './sign-out.ts';
import { carryKey } from './site/carried-key.ts';

carryKey();
showLocalTimes(document);
registerServiceWorker();
forgetAfterSignOut();

// Few pages have these.
if (document.querySelector('[data-password]')) void import('./site/password-rules.ts');
if (document.querySelector('[data-copy], [data-share], [data-print], [data-sealed-link]'))
  void import('./site/copy-print-share.ts').then(({ showCopyPrintShare }) => showCopyPrintShare(document));
