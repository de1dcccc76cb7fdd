import { setUpAuthentication } from './passkeys/authentication.ts';
import { showSupportedForms } from './passkeys/browser-support.ts';
import { signalCredentials } from './passkeys/credential-signals.ts';
import { setUpRegistration } from './passkeys/registration.ts';
import './site.ts';

showSupportedForms();
setUpRegistration();
setUpAuthentication();
signalCredentials();
