import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../../testing/servers/server.ts';
import { runProgram } from '../../../testing/console.ts';
import { ForgingProvider } from '../../../testing/outside/providers/forging-provider.ts';
import { KNOWN_SITES } from '../../social/sites/sites.ts';
import { fieldsOf } from './ask.ts';
import { providerCheck } from './provider.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const PUBLIC_URL = `http://127.0.0.1:${await freePort()}`;
const SECRET = 'the-secret-of-the-client';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  after(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A real OpenID provider, which knows Lantern as `lantern`, by that name and address. */
async function realProvider(name: string): Promise<string> {
  let listener: RequestListener = () => {};
  const issuer = await serve((req, res) => listener(req, res));
  // It brings no types.
  const { default: Provider } = await import('oidc-provider' as string);
  const redirect_uris = [`${PUBLIC_URL}/oauth/${name}/callback`];
  const clients = [{ client_id: 'lantern', client_secret: SECRET, redirect_uris }];
  const claims = { email: ['email'], profile: ['name'] };
  listener = new Provider(issuer, { clients, claims, pkce: { required: () => true } }).callback();
  return issuer;
}

/** Says of itself what another provider does, but for a change; it has nothing else. */
function bent(change: (document: Record<string, unknown>, own: string) => void, from: string) {
  const path = '/.well-known/openid-configuration';
  const own: Promise<string> = serve(async (req, res) => {
    const document = req.url === path ? fieldsOf(await (await fetch(from + path)).json()) : {};
    document.issuer = await own;
    change(document, await own);
    res.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  });
  return own;
}

/** Each provider as OIDC_<NAME>_…; what is told of each, by its name. */
async function told(providers: Record<string, { issuer: string; id?: string; secret?: string }>) {
  const env: Record<string, string> = { PUBLIC_URL };
  for (const [name, { issuer, id = 'lantern', secret = SECRET }] of Object.entries(providers))
    Object.assign(env, {
      [`OIDC_${name}_ISSUER`]: issuer,
      [`OIDC_${name}_CLIENT_ID`]: id,
      [`OIDC_${name}_CLIENT_SECRET`]: secret,
    });
  const { out, err } = await runProgram(cli, ['doctor'], env);
  assert.ok(!`${out}${err}`.includes(SECRET) && !out.includes('another-secret'), 'no secret is told');
  assert.doesNotMatch(`${out}${err}`, /^\s+at /m, 'no stack');
  return (name: string) =>
    [...out.matchAll(/^(ok|warning|wrong) +sign-in through (\S+): (.*)$/gm)]
      .filter(([, , of]) => of === name)
      .map(([, state, , text]) => `${state}: ${text}`);
}

test('doctor says of each provider what is wrong and what to do, or that it works', async () => {
  const good = await realProvider('good');
  const forging = await new ForgingProvider().start();
  after(forging.stop);
  forging.settings('club');
  const of = await told({
    GOOD: { issuer: good },
    SECRET: { issuer: await realProvider('secret'), secret: 'another-secret' },
    NOT_REGISTERED: { issuer: good },
    STRANGER: { issuer: good, id: 'somebody' },
    CLUB: { issuer: forging.issuer },
    AWAY: { issuer: `http://127.0.0.1:${await freePort()}` },
    WRONG: { issuer: `${good}/realms/nothing` },
    RENAMED: { issuer: good.replace('127.0.0.1', 'localhost') },
    PLAIN: {
      issuer: await bent((document) => (document.code_challenge_methods_supported = ['plain']), good),
    },
    WEAK: {
      issuer: await bent((document) => (document.id_token_signing_alg_values_supported = ['HS256']), good),
    },
    KEYLESS: { issuer: await bent((document, own) => (document.jwks_uri = `${own}/token`), good) },
  });
  const address = (name: string) =>
    `ok: the redirect address to register there is ${PUBLIC_URL}/oauth/${name}/callback`;
  assert.deepEqual(of('good'), [
    address('good'),
    'ok: where everything is there is known',
    'ok: its keys can be read: 1',
    'ok: its page takes people from here',
    'ok: it accepts the CLIENT_ID and the CLIENT_SECRET',
  ]);
  assert.deepEqual(of('club').slice(-2), [
    'ok: its page takes people from here',
    'warning: it does not say whether it knows the CLIENT_ID and the CLIENT_SECRET: try to sign in',
  ]);
  for (const [name, line] of [
    ['secret', /^wrong: it refuses the CLIENT_ID or the CLIENT_SECRET: copy both/],
    [
      'not-registered',
      /^wrong: its page refuses people from here \(400\): register \S+\/oauth\/not-registered\/callback/,
    ],
    ['stranger', /^wrong: its page refuses people from here \(400\): .* compare the CLIENT_ID$/],
    ['away', /^wrong: nothing listens at 127\.0\.0\.1:\d+\. Correct ISSUER/],
    ['wrong', /^wrong: there is no discovery document under \S+\/realms\/nothing: correct ISSUER/],
    [
      'renamed',
      /^wrong: it calls itself http:\/\/127\.0\.0\.1:\d+, not http:\/\/localhost:\d+: set ISSUER to that/,
    ],
    ['plain', /^wrong: it does not do PKCE with S256/],
    ['weak', /^wrong: it signs with HS256 only: have it use RS256 or better$/],
    ['keyless', /^wrong: it publishes no keys at /],
  ] as const) {
    assert.equal(of(name)[0], address(name));
    assert.ok(
      of(name).some((each) => line.test(each)),
      `${name}: ${of(name).join('\n')}`,
    );
  }
});

test('doctor reports an incomplete provider, and one without PUBLIC_URL', async () => {
  const { code, out } = await runProgram(cli, ['doctor'], {
    GITHUB_CLIENT_ID: 'lantern',
    OIDC_CLUB_ISSUER: 'http://id.example.org',
    OIDC_CLUB_CLIENT_SECRT: SECRET,
  });
  assert.equal(code, 1);
  assert.ok(!out.includes(SECRET));
  for (const name of [
    'GITHUB_CLIENT_SECRET: is required',
    'OIDC_CLUB_ISSUER: must be an https',
    'OIDC_CLUB_CLIENT_SECRT: is not known',
    'OIDC_CLUB_CLIENT_ID: is required',
    'PUBLIC_URL: is required',
  ])
    assert.match(out, new RegExp(`^wrong {4}configuration: ${name}`, 'm'));
});

/** What token endpoints of the sites that are known by name say to a made-up code, for a client that they know or not. */
const WORDS: Record<string, { known: [number, string]; unknown: [number, string] }> = {
  github: { known: [200, 'bad_verification_code'], unknown: [200, 'incorrect_client_credentials'] },
  yandex: { known: [400, 'invalid_grant'], unknown: [400, 'invalid_client'] },
  vk: { known: [400, 'invalid_grant'], unknown: [401, 'invalid_client'] },
};

for (const { name, label, site } of KNOWN_SITES)
  if (site.protocol === 'oauth')
    test(`${label} reports whether it knows the client`, async () => {
      const origin = await serve(async (req, res) => {
        if (req.method === 'GET') return res.end('<h1>Sign in</h1>');
        const form = new URLSearchParams((await req.setEncoding('utf8').toArray()).join(''));
        const words = WORDS[name]?.[form.get('client_secret') === SECRET ? 'known' : 'unknown'];
        const [status = 500, error] = words ?? [];
        res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      });
      const endpoints = { ...site.endpoints, authorization: `${origin}/authorize`, token: `${origin}/token` };
      const lines = async (clientSecret: string) => {
        const settings = { name, label, clientId: 'lantern', clientSecret, site: { ...site, endpoints } };
        const found = await Array.fromAsync(providerCheck(settings, PUBLIC_URL).findings());
        return found.map(({ state, text }) => `${state}: ${text}`).join('\n');
      };
      assert.doesNotMatch(await lines(SECRET), /^(warning|wrong)/m);
      assert.match(await lines(SECRET), /^ok: it accepts the CLIENT_ID/m);
      assert.match(await lines('another'), /^wrong: it refuses the CLIENT_ID or the CLIENT_SECRET/m);
    });
