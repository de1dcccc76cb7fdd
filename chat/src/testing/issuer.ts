import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Member, ROOM_TOKEN } from '../protocol.ts';
import { kitchen } from './people.ts';

export type TokenOptions = {
  room?: { id: string; name: string };
  /** Seconds from now until it expires, or a claim of its own. */
  expires?: number;
  claims?: JWTPayload;
  header?: { alg?: string; typ?: string; kid?: string };
};

export type Issuer = Awaited<ReturnType<typeof createIssuer>>;

/** Stands for web: mints room tokens with a key pair of its own. */
export async function createIssuer(kid = 'test') {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' }] };

  function token(person: Member, options: TokenOptions = {}): Promise<string> {
    const { room = kitchen, expires = ROOM_TOKEN.seconds, claims = {}, header = {} } = options;
    const seconds = Math.trunc(Date.now() / 1000);
    const payload = {
      iss: ROOM_TOKEN.issuer,
      aud: ROOM_TOKEN.audience,
      sub: person.id,
      name: person.name,
      email: 'someone@example.org',
      room: room.name,
      room_id: room.id,
      iat: seconds,
      exp: seconds + expires,
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'EdDSA', typ: ROOM_TOKEN.type, kid, ...header })
      .sign(privateKey);
  }

  return { jwks, token, publicKey, privateKey, privateJwk: () => exportJWK(privateKey) };
}
