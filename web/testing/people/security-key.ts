import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };
const ZERO_AAGUID = Buffer.alloc(16);

/** What an authenticator or the browser before it may get wrong, or somebody bend; absent: nothing. */
export type Bent = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  verified?: boolean;
  present?: boolean;
  counter?: number;
  userHandle?: string | null;
  /** An attestation statement that nobody asked for. */
  fmt?: string;
  /** The key that signs, instead of the passkey's own. */
  key?: KeyObject;
  /** The id of another passkey. */
  id?: string;
};

/** What `generateRegistrationOptions` and `generateAuthenticationOptions` make, as far as a key reads it. */
export type Wanted = {
  challenge: string;
  rp?: { id: string };
  rpId?: string;
  user?: { id: string };
  allowCredentials?: { id: string }[];
};

/** An authenticator without a browser: makes a passkey with ES256 and signs with it (WebAuthn L3, 6). */
export class SecurityKey {
  readonly id = randomBytes(32).toString('base64url');
  counter: number;
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #origin: string;
  #userHandle = '';

  /**
   * @param origin of the pages that it is used on
   * @param counter 0: one that does not count
   */
  constructor(origin: string, counter = 0) {
    this.#origin = origin;
    this.counter = counter;
  }

  get privateKey(): KeyObject {
    return this.#pair.privateKey;
  }

  /** @returns RegistrationResponseJSON */
  create(options: Wanted, bent: Bent = {}) {
    this.#userHandle = options.user?.id ?? '';
    const id = bent.id ?? this.id;
    const rawId = Buffer.from(id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(rawId.length);
    const attested = Buffer.concat([ZERO_AAGUID, length, rawId, this.#coseKey()]);
    const authData = Buffer.concat([this.#head(options.rp?.id ?? '', FLAGS.attested, bent), attested]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', bent.fmt ?? 'none'],
      ['attStmt', new Map(bent.fmt ? [['ver', '1']] : [])],
      ['authData', new Uint8Array(authData)],
    ]);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options, bent),
        attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url'),
        transports: ['usb', 'telepathy'],
      },
      clientExtensionResults: { credProps: { rk: true } },
    };
  }

  /** @returns AuthenticationResponseJSON */
  get(options: Wanted, bent: Bent = {}) {
    if (this.counter > 0) this.counter++;
    const clientDataJSON = this.#clientData('webauthn.get', options, bent);
    const authenticatorData = this.#head(options.rpId ?? '', 0, bent);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signed = Buffer.concat([authenticatorData, hash]);
    const id = bent.id ?? this.id;
    const userHandle = bent.userHandle === undefined ? this.#userHandle : bent.userHandle;
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON,
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, bent.key ?? this.#pair.privateKey).toString('base64url'),
        ...(userHandle !== null && { userHandle }),
      },
      clientExtensionResults: {},
    };
  }

  #clientData(type: string, { challenge }: Wanted, bent: Bent): string {
    const said = { type, challenge, origin: this.#origin, crossOrigin: false };
    const { origin, challenge: other, type: kind, crossOrigin } = bent;
    const bending = { origin, challenge: other, type: kind, crossOrigin };
    const given = Object.entries(bending).filter(([, value]) => value !== undefined);
    return Buffer.from(JSON.stringify({ ...said, ...Object.fromEntries(given) })).toString('base64url');
  }

  /** The hash of the domain, the flags and the counter: L3, 6.1. */
  #head(rpId: string, flags: number, bent: Bent): Buffer {
    const set =
      flags | (bent.present === false ? 0 : FLAGS.present) | (bent.verified === false ? 0 : FLAGS.verified);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(bent.counter ?? this.counter);
    const hash = createHash('sha256')
      .update(bent.rpId ?? rpId)
      .digest();
    return Buffer.concat([hash, Buffer.from([set]), counter]);
  }

  /** RFC 9053, 7.1.1 */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ]);
    return Buffer.from(isoCBOR.encode(key));
  }
}
