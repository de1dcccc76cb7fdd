import { z } from 'zod';
import { PROBE_HEADER, probeToken } from '../../../crypto/probe-token.ts';
import { deriveSecrets } from '../../../crypto/secrets.ts';
import { ask } from '../ask.ts';
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts';

/** What `GET /health/proxy` answers. */
const seen = z.object({
  protocol: z.string(),
  host: z.string(),
  address: z.string(),
  hasGateway: z.boolean(),
  trustsGateway: z.boolean(),
  received: z.object({
    from: z.string(),
    encrypted: z.boolean(),
    trusted: z.boolean(),
    forwardedFor: z.string(),
  }),
});

type Seen = z.infer<typeof seen>;

/** Addresses that nobody has (RFC 5737): an own one for each place, which tells where an address was taken from. */
const [FIRST, LAST, REAL_IP, FORWARDED] = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'];
const MADE_UP = {
  'x-forwarded-for': `${FIRST}, ${LAST}`,
  'x-real-ip': REAL_IP,
  forwarded: `for=${FORWARDED}`,
};
const TO_CHOOSE = 'so people choose their address in the limits and the sign-in history';
const SET_ADDRESS = 'nginx: proxy_set_header X-Forwarded-For $remote_addr;';
const SET_PROTOCOL = 'nginx: proxy_set_header X-Forwarded-Proto $scheme;';

/**
 * How web sees a request with made-up addresses that comes through PUBLIC_URL: under which address, scheme and host.
 *
 * @param url PUBLIC_URL; absent: there is no address to try
 * @param secret LANTERN_SECRET; absent: web would not answer
 */
export const forwardingCheck = (url: string | undefined, secret: string | undefined): Check => ({
  name: 'proxy',
  async *findings() {
    if (!url || !secret) return;
    const { origin, protocol, host } = new URL(url);
    const token = probeToken(deriveSecrets(secret).proxyProbe, Date.now());
    const headers = { ...MADE_UP, [PROBE_HEADER]: token };
    // That nobody answers there, or somebody else, is told of PUBLIC_URL.
    const answer = await ask(`${origin}/health/proxy`, { headers }).catch(() => undefined);
    if (answer?.status === 404)
      yield warning(
        'not looked at: web does not accept our question. It was started with another LANTERN_SECRET, is another version, its clock is more than a minute off, or the proxy drops X-Lantern-Probe',
      );
    const parsed = seen.safeParse(answer?.json);
    if (answer?.status !== 200 || !parsed.success) return;
    yield addressFinding(parsed.data, protocol === 'https:');
    yield* protocolFindings(parsed.data, protocol);
    if (parsed.data.host !== host)
      yield warning(
        `web is asked for the host ${parsed.data.host}, not ${host}: let the proxy pass on Host (nginx: proxy_set_header Host $http_host;)`,
      );
  },
});

function addressFinding({ address, hasGateway, trustsGateway, received }: Seen, isHttps: boolean): Finding {
  const variable = hasGateway ? 'TRUSTED_PROXY' : 'TRUSTED_PROXIES';
  const from = plain(received.from);
  const list = received.forwardedFor.split(',').flatMap((each) => each.trim() || []);
  const added = list.slice(list.lastIndexOf(LAST) + 1);
  if (hasGateway && !trustsGateway)
    return wrong(
      `all visitors have the gateway’s address ${plain(address)}: let web’s TRUSTED_PROXIES name the gateway`,
    );
  if (address === FIRST)
    return wrong(
      `the X-Forwarded-For of every visitor is believed, ${TO_CHOOSE}: let ${variable} name the proxy alone`,
    );
  if (address === LAST) return madeUpFinding(added, variable);
  for (const [madeUp, name] of [
    [REAL_IP, 'X-Real-IP'],
    [FORWARDED, 'Forwarded'],
  ])
    if (address === madeUp)
      return wrong(
        `the proxy believes a visitor’s own ${name}, ${TO_CHOOSE}: let it pass on the address that connected to it (${SET_ADDRESS})`,
      );

  const hasProxy = list.join() !== `${FIRST},${LAST}` || (isHttps && !received.encrypted);
  if (!hasProxy)
    return ok(`a visitor’s own X-Forwarded-For is not believed; this machine is seen as ${plain(address)}`);
  if (!received.trusted)
    return wrong(
      `all visitors have the proxy’s address ${from}, and share its limits: set ${variable}=${from}, and let the proxy pass on theirs (${SET_ADDRESS})`,
    );
  if (list.length === 0)
    return wrong(
      `all visitors have the proxy’s address ${from}, and share its limits: let the proxy pass on theirs (${SET_ADDRESS})`,
    );
  if (added.length > 1 && plain(address) !== plain(added[0] ?? ''))
    return wrong(
      `there is more than one proxy, and all visitors have the address ${plain(address)} of one of them: ${hasGateway ? 'let the last one pass on the address that it was told (nginx: set_real_ip_from, real_ip_header)' : 'let TRUSTED_PROXIES name all of them'}`,
    );
  return ok(`passes on visitors’ addresses, and none that they make up; this machine is ${plain(address)}`);
}

/**
 * Web took the last address that we made up.
 *
 * @param added what proxies wrote behind it
 */
function madeUpFinding(added: string[], variable: string): Finding {
  if (added.length === 0)
    return wrong(
      `a visitor’s own X-Forwarded-For is believed, ${TO_CHOOSE}: let the proxy replace it (${SET_ADDRESS}), and let ${variable} name the proxy alone`,
    );
  const here = added.map(plain);
  if (here.every((each) => /^(127\.|::1$)/.test(each)))
    return ok(
      'passes on visitors’ addresses; what this machine itself makes up is believed, as it is trusted',
    );
  return warning(
    `what ${here.join(', ')} says of its address is believed: if that is no proxy, take it out of ${variable}`,
  );
}

function* protocolFindings({ protocol, received }: Seen, wanted: string): Iterable<Finding> {
  if (wanted === 'http:' && protocol === 'https')
    yield wrong('says that people come by HTTPS, and PUBLIC_URL begins with http: let it begin with https:');
  else if (wanted === 'https:' && protocol === 'https') yield ok('web knows that people come by HTTPS');
  // Without trust nothing of what it says arrives, which is told of the address.
  else if (wanted === 'https:' && received.trusted)
    yield warning(`does not say that people come by HTTPS: let it (${SET_PROTOCOL})`);
}

/** An IPv4 address as people write it, also where a socket for both kinds took it. */
const plain = (address: string) => address.replace(/^::ffff:(?=[\d.]+$)/, '');
