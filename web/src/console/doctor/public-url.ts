import { ask, fieldsOf } from './ask.ts';
import { certificateFinding } from './certificate.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import { codeOf, trouble } from './trouble.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Seen by visitors as well, whatever stands between. */
const PLAIN_MISTAKES = new Set(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']);

type Parts = {
  url: string | undefined;
  hasOwnProxy: boolean;
  keyIds: () => Promise<string[] | undefined>;
};

/**
 * Whether people reach this instance under its PUBLIC_URL.
 *
 * @param parts.url PUBLIC_URL; absent: none is configured
 * @param parts.hasOwnProxy whether a proxy is trusted that is not Lantern's gateway: as a rule it ends HTTPS
 * @param parts.keyIds names of this instance's signing keys, undefined when they are not known
 */
export const publicUrlCheck = ({ url, hasOwnProxy, keyIds }: Parts): Check => ({
  name: 'PUBLIC_URL',
  async *findings() {
    if (!url && hasOwnProxy)
      return yield warning(
        'is not set, and a proxy is trusted (TRUSTED_PROXIES). If that or another one ends HTTPS, every form is refused (403 foreign_origin): set it to where people reach the site',
      );
    if (!url)
      return yield ok(
        'is not set: addresses go by the host that people ask for. Behind a proxy that ends HTTPS it has to be set, or every form is refused (403 foreign_origin)',
      );
    const { origin, protocol, hostname, href } = new URL(url);
    if (href !== `${origin}/`)
      yield warning(`only ${origin} of it is used: Lantern has to have a host of its own`);
    if (protocol === 'http:' && !LOOPBACK.test(hostname))
      yield warning('is http: passwords can be read on their way. Let it speak HTTPS: docs/deployment.md');
    try {
      yield await answerOf(origin, keyIds);
      if (protocol === 'https:') yield await certificateFinding(origin);
    } catch (error) {
      const words = trouble(error, origin);
      if (PLAIN_MISTAKES.has(codeOf(error))) return yield wrong(`${words}: renew it, or correct PUBLIC_URL`);
      yield warning(
        `${words}. That is well while Lantern is stopped, or if only this machine cannot see its own outside`,
      );
    }
  },
});

async function answerOf(origin: string, keyIds: () => Promise<string[] | undefined>): Promise<Finding> {
  const { status, location, json } = await ask(`${origin}/health/live`);
  if (status >= 300 && status < 400)
    return wrong(`${origin} leads on to ${location}: set PUBLIC_URL to where people end up`);
  if (status >= 502 && status <= 504)
    return warning(
      `the proxy at ${origin} does not reach Lantern (${status}): start it, or correct the proxy`,
    );
  if (status !== 200 || fieldsOf(json).status !== 'ok')
    return wrong(
      `${origin} is answered by something else (${status}): correct PUBLIC_URL, or the proxy there`,
    );

  const own = await keyIds();
  if (!own) return ok(`${origin} is answered by a Lantern`);
  const { keys } = fieldsOf((await ask(`${origin}/.well-known/jwks.json`)).json);
  const published = Array.isArray(keys) ? keys.map((key) => fieldsOf(key).kid) : [];
  if (own.some((kid) => published.includes(kid))) return ok(`${origin} is answered by this instance`);
  return wrong(`${origin} is answered by another Lantern: correct PUBLIC_URL, or the proxy there`);
}
