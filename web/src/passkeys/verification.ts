import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  COSEALG,
  decodeAttestationObject,
  decodeClientDataJSON,
  isoCBOR,
} from '@simplewebauthn/server/helpers';
import type { RelyingParty } from './relying-party.ts';
import type { Assertion, NewCredential } from './schemas.ts';

/** What passkeys may sign with. Said here and not left to the library, whose choice depends on the Node it runs on. */
export const ALGORITHMS: number[] = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];

/** Why an answer is not believed, in the library's words, for the log. */
export type Disbelief = { disbelief: string };

/**
 * Checks an answer that brings a new passkey (WebAuthn L3, 7.1). Somebody must have been verified by the authenticator.
 *
 * @param challenge that it has to be to
 */
export function verifyNew(answer: NewCredential, challenge: string, party: RelyingParty) {
  return believed(async () => {
    refuseFrames(answer.response.clientDataJSON);
    const attestationObject = withoutStatement(answer.response.attestationObject);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...answer,
        response: { ...answer.response, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!registrationInfo) throw new Error('not verified');
    const { id, publicKey, counter } = registrationInfo.credential;
    return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
  });
}

/**
 * Checks that an answer was signed by a passkey, now and for us, by who showed the authenticator who they are (WebAuthn L3,
 * 7.2). The counter is left to the caller: the library would look at it before the signature, and whoever sends a made-up
 * answer could have it taken for that of a copy.
 *
 * @param publicKey COSE, base64url
 * @returns what the authenticator has counted
 */
export function verifyAssertion(
  answer: Assertion,
  { challenge, party, publicKey }: { challenge: string; party: RelyingParty; publicKey: string },
) {
  return believed(async () => {
    refuseFrames(answer.response.clientDataJSON);
    const { userHandle, ...response } = answer.response;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: answer.id,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter: 0,
      },
    });
    if (!verified) throw new Error('the signature is wrong');
    return { counter: authenticationInfo.newCounter };
  });
}

/** The library throws at whatever is wrong, and at what is no WebAuthn at all. */
async function believed<Result>(check: () => Promise<Result>): Promise<Result | Disbelief> {
  try {
    return await check();
  } catch (error) {
    return { disbelief: String((error as Error).message).slice(0, 200) };
  }
}

/** No page of ours is in a frame; the library lets an answer pass that says so and not whose frame it was. */
function refuseFrames(clientDataJSON: string): void {
  if (decodeClientDataJSON(clientDataJSON).crossOrigin) throw new Error('from a frame on another site');
}

/**
 * No attestation is asked for, so none is looked at: some authenticators send one all the same, and checking certificates
 * means fetching revocation lists from wherever they say.
 */
function withoutStatement(attestationObject: string): string {
  const authData = decodeAttestationObject(Buffer.from(attestationObject, 'base64url')).get('authData');
  const bare = new Map<string, string | Uint8Array | Map<string, string>>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, string>()],
    ['authData', authData],
  ]);
  return Buffer.from(isoCBOR.encode(bare)).toString('base64url');
}
