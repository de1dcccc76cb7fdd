import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from '../../../../../testing/certificates.ts';
import { runProgram } from '../../../../testing/console.ts';
import { SECRET, testSite } from '../../../../testing/website.ts';
import {
  type HeaderChange,
  PROXY_ADDRESS,
  startReverseProxy,
} from '../../../../testing/wire/reverse-proxy.ts';

const cli = fileURLToPath(new URL('../../../cli.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'lantern-proxy-'));
after(() => rm(folder, { recursive: true }));
const certificate = makeCertificate();
const trusted = join(folder, 'cert.pem');
await writeFile(trusted, certificate.cert);

const https = { publicUrl: 'https://localhost' };
const first = await testSite({ ...https, trustedProxies: [PROXY_ADDRESS] });
const { parts } = first;
const trustful = await testSite({ ...https, trustedProxies: ['0.0.0.0/1', '128.0.0.0/1'], parts });
const trustless = await testSite({ ...https, parts });

const says = { 'x-forwarded-proto': 'https' };
const replacing: HeaderChange = () => ({ ...says, 'x-forwarded-for': '127.0.0.1' });
const adding: HeaderChange = (sent) => ({
  ...says,
  'x-forwarded-for': `${sent['x-forwarded-for']}, 127.0.0.1`,
});
const silent: HeaderChange = () => ({});

/** What the doctor says of a proxy before a site, and what is its address. */
async function doctor(site: { url: string }, change: HeaderChange, scheme = 'https') {
  const proxy = await startReverseProxy({
    to: site.url,
    change,
    certificate: scheme === 'https' ? certificate : undefined,
  });
  const { out } = await runProgram(cli, ['doctor'], {
    PUBLIC_URL: proxy.url,
    LANTERN_SECRET: SECRET,
    NODE_EXTRA_CA_CERTS: trusted,
  });
  proxy.stop();
  assert.ok(!out.includes(SECRET));
  return out.match(/^\w+ +(?=proxy: ).*$/gm)?.map((line) => line.replace(/ +proxy/, ''));
}

type Case = { site?: { url: string }; change: HeaderChange; scheme?: string; wrong: RegExp };

/** Each proxy has one mistake, and the doctor finds it and nothing else. */
async function expectWrong(cases: Case[]) {
  const told = await Promise.all(
    cases.map(({ site = first, change, scheme }) => doctor(site, change, scheme)),
  );
  for (const [at, lines] of told.entries()) {
    const [finding, ...others] = lines?.filter((line) => !line.startsWith('ok: ')) ?? [];
    assert.match(finding ?? '', /^wrong: /, lines?.join('\n'));
    assert.match(finding ?? '', cases[at]?.wrong ?? /$^/);
    assert.deepEqual(others, []);
  }
}

test('doctor has nothing against a proxy that replaces X-Forwarded-For or adds to it (row 40)', async () => {
  const good = [
    'ok: passes on visitors’ addresses, and none that they make up; this machine is 127.0.0.1',
    'ok: web knows that people come by HTTPS',
  ];
  assert.deepEqual(await Promise.all([doctor(first, replacing), doctor(first, adding)]), [good, good]);
});

test('doctor says when web believes an address that a visitor makes up, and what to change (row 40)', () =>
  expectWrong([
    {
      change: () => says,
      wrong:
        /own X-Forwarded-For is believed.*proxy_set_header X-Forwarded-For \$remote_addr;.*TRUSTED_PROXIES/,
    },
    {
      site: trustful,
      change: adding,
      wrong: /of every visitor is believed.*let TRUSTED_PROXIES name/,
    },
    {
      change: (sent) => ({ ...says, 'x-forwarded-for': String(sent['x-real-ip']) }),
      wrong: /own X-Real-IP, .*\$remote_addr/,
    },
    {
      change: (sent) => ({ ...says, 'x-forwarded-for': sent.forwarded?.replace('for=', '') }),
      wrong: /own Forwarded, .*\$remote_addr/,
    },
  ]));

test('doctor says when all visitors appear under the address of a proxy, and what to change (row 40)', () =>
  expectWrong([
    { site: trustless, change: adding, wrong: /address 127\.0\.0\.2, .*set TRUSTED_PROXIES=127\.0\.0\.2/ },
    { site: trustless, change: silent, wrong: /address 127\.0\.0\.2, .*set TRUSTED_PROXIES=127\.0\.0\.2/ },
    {
      change: () => ({ ...says, 'x-forwarded-for': undefined }),
      wrong: /address 127\.0\.0\.2, .*let the proxy pass on theirs .*\$remote_addr/,
    },
    {
      change: () => ({ ...says, 'x-forwarded-for': '127.0.0.1, 127.0.0.3' }),
      wrong: /more than one proxy, .* 127\.0\.0\.3 .*TRUSTED_PROXIES name all/,
    },
    {
      // As Lantern's own gateway sends it.
      site: trustless,
      change: () => ({ ...replacing({}), 'x-gateway-received': 'from=127.0.0.1;scheme=https;trusted=;for=' }),
      wrong: /the gateway’s address 127\.0\.0\.2: let web’s TRUSTED_PROXIES name the gateway$/,
    },
  ]));

test('doctor on a machine that is trusted itself does not take that for a mistake of the proxy', async () => {
  const next = '198.51.100.9';
  const site = await testSite({ ...https, trustedProxies: ['loopback', next], parts });
  const behind: HeaderChange = (sent) => ({
    ...says,
    'x-forwarded-for': `${sent['x-forwarded-for']}, ${next}`,
  });
  const [[here] = [], [elsewhere] = []] = await Promise.all([doctor(site, adding), doctor(site, behind)]);
  assert.match(
    here ?? '',
    /^ok: passes on visitors’ addresses; what this machine itself makes up is believed/,
  );
  assert.match(elsewhere ?? '', /^warning: what 198\.51\.100\.9 says .* take it out of TRUSTED_PROXIES$/);
});

test('doctor says when a proxy does not pass on scheme and host, or contradicts PUBLIC_URL', async () => {
  const [, scheme, host] =
    (await doctor(first, () => ({ 'x-forwarded-for': '127.0.0.1', host: 'web:8081' }))) ?? [];
  assert.match(scheme ?? '', /^warning: does not say .*proxy_set_header X-Forwarded-Proto \$scheme;/);
  assert.match(host ?? '', /^warning: web is asked for the host web:8081, not localhost:\d+: .*Host/);
  await expectWrong([
    {
      change: replacing,
      scheme: 'http',
      wrong: /people come by HTTPS, and PUBLIC_URL begins with http:/,
    },
  ]);
});

test('doctor says that it could not look when web does not accept its question', async () => {
  const [line] = (await doctor(first, () => ({ 'x-lantern-probe': undefined }))) ?? [];
  assert.match(line ?? '', /^warning: not looked at: .*another LANTERN_SECRET.*drops X-Lantern-Probe/);
});
