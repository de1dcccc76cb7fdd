import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/** In milliseconds: how long web may take to answer. */
const TIMEOUT = 5000;
/** In milliseconds: chat accepts a key this long after web retired it. */
const MAX_AGE = 300_000;

export type Keys = {
  get: JWTVerifyGetKey;
  /** Whether the keys are available; fetches them if they never were. */
  ready(): Promise<boolean>;
};

/** A JWKS (RFC 7517) as text. It holds public Ed25519 keys and nothing else: chat must not be able to issue tokens. */
export const publicKeySet = z.string().transform((text, context): JSONWebKeySet => {
  const parsed = keySet.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  // The message names the rule and never the value, which may be a private key.
  context.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? NOT_A_SET });
  return z.NEVER;
});

const NOT_A_SET = 'is not a JWKS: {"keys": [public Ed25519 keys]}';
const PRIVATE = 'holds a private key: give chat the public part only';

const key = z
  .looseObject(
    { kty: z.literal('OKP', NOT_A_SET), crv: z.literal('Ed25519', NOT_A_SET), x: z.string(NOT_A_SET) },
    NOT_A_SET,
  )
  .refine((jwk) => !('d' in jwk), PRIVATE);
const keySet = z.object({ keys: z.array(key, NOT_A_SET).min(1, NOT_A_SET) }, NOT_A_SET);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keys from the configuration. */
export function givenKeys(set: JSONWebKeySet): Keys {
  return { get: createLocalJWKSet(set), ready: async () => true };
}

/** Keys that web publishes: fetched when first needed, when a token names an unknown key, and every few minutes. */
export function publishedKeys(url: URL): Keys {
  const remote = createRemoteJWKSet(url, { timeoutDuration: TIMEOUT, cacheMaxAge: MAX_AGE });
  return {
    get: remote,
    async ready() {
      if (remote.jwks() !== undefined) return true;
      return remote.reload().then(
        () => true,
        () => false,
      );
    },
  };
}
