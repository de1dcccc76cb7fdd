import type { Passkey } from './repository.ts';

/** Whom an authenticator keeps a passkey for: the bytes of the person's id in base64url, which tell nobody who that is. */
export const userHandle = (userId: string): string =>
  Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');

type Transport = 'ble' | 'cable' | 'hybrid' | 'internal' | 'nfc' | 'smart-card' | 'usb';

/** How a browser is told of passkeys that there are already. */
export const descriptors = (passkeys: Passkey[]) =>
  passkeys.map(({ id, transports }) => ({ id, transports: transports as Transport[] }));
