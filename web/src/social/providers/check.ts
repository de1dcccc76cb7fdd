import * as openid from 'openid-client';
import { reasonOf } from '../failures.ts';
import type { ProviderSettings } from '../sites/site.ts';
import { openProvider } from './provider.ts';

/** What is wrong with a provider as it is configured, if anything: `reason` is a code such as `ECONNREFUSED`. */
export type ProviderFinding = {
  /** What was looked at: where everything is, whether the site's page can be reached, and whether it knows this client. */
  part: 'discovery' | 'page' | 'client';
  ok: boolean;
  reason?: string;
};

/** What token endpoints say to a client that they do not know: the second is GitHub's. */
const UNKNOWN_CLIENT = ['invalid_client', 'incorrect_client_credentials', 'unauthorized_client'];

/**
 * Asks a provider whether it can be used as it is configured. Nobody signs in: the code that is shown to it is made up, and a
 * provider that knows the client says that the code is wrong, and not the client.
 *
 * @returns the address that the provider has to be told to send people back to, and what was found, up to the first mistake
 */
export async function checkProvider(
  settings: ProviderSettings,
  publicOrigin: string,
): Promise<{ redirectUri: string; findings: ProviderFinding[] }> {
  const provider = openProvider(settings, publicOrigin);
  const { redirectUri } = provider;
  const findings: ProviderFinding[] = [];
  const look = async (part: ProviderFinding['part'], step: () => Promise<void>) => {
    if (findings.some(({ ok }) => !ok)) return;
    try {
      await step();
      findings.push({ part, ok: true });
    } catch (error) {
      findings.push({ part, ok: false, reason: reasonOf(error) });
    }
  };
  const marks = provider.marks();
  await look('discovery', async () => void (await provider.findClient()));
  await look('page', async () => {
    const address = await provider.address(marks, false);
    const { status } = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
    if (status >= 400) throw Object.assign(new Error(), { code: `status_${status}` });
  });
  await look('client', async () => {
    const client = await provider.findClient();
    const { issuer: iss } = client.serverMetadata();
    const answer = new URL(redirectUri);
    answer.search = new URLSearchParams({ code: 'made-up', state: marks.state, iss }).toString();
    const checks = { expectedState: marks.state, pkceCodeVerifier: marks.verifier };
    try {
      await openid.authorizationCodeGrant(client, answer, checks);
    } catch (error) {
      const said = error instanceof openid.ResponseBodyError ? error.error : undefined;
      if (!said || UNKNOWN_CLIENT.includes(said)) throw error;
    }
  });
  return { redirectUri, findings };
}
