import { hkdfSync } from 'node:crypto';

/** What is derived from LANTERN_SECRET: one 32-byte key for each purpose, so that none of them gives another away. */
export type Secrets = {
  session: string;
  pepper: Buffer;
  signingKeyEncryption: Buffer;
  cookies: { names: Buffer; forms: Buffer; devices: Buffer; invites: Buffer };
  twoFactor: { secretEncryption: Buffer; recoveryCodes: Buffer };
  proxyProbe: Buffer;
};

/**
 * @param secret LANTERN_SECRET, at least 32 bytes
 * @returns keys derived by HKDF-SHA-256 (RFC 5869); the same secret always gives the same keys
 */
export function deriveSecrets(secret: string): Secrets {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `lantern ${purpose}`, 32));
  return {
    session: derive('session').toString('base64url'),
    pepper: derive('password pepper'),
    signingKeyEncryption: derive('signing key encryption'),
    cookies: {
      names: derive('cookie names'),
      forms: derive('form cookie'),
      devices: derive('device cookie'),
      invites: derive('invite cookie'),
    },
    twoFactor: {
      secretEncryption: derive('two-factor secret encryption'),
      recoveryCodes: derive('two-factor recovery codes'),
    },
    proxyProbe: derive('proxy probe'),
  };
}
