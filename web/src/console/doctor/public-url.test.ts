import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { daysFromNow, makeCertificate } from '../../../../testing/certificates.ts';
import { runProgram } from '../../../testing/console.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));

test('doctor says how long the certificate of an HTTPS PUBLIC_URL is valid, and when to renew it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const told = async (days: number) => {
    const certificate = makeCertificate({ from: daysFromNow(-90), to: daysFromNow(days + 0.5) });
    const trusted = join(folder, `${days}.pem`);
    await writeFile(trusted, certificate.cert);
    const server = createServer(certificate, (_req, res) => res.end('{"status":"ok"}'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const PUBLIC_URL = `https://localhost:${(server.address() as AddressInfo).port}`;
    const { out } = await runProgram(cli, ['doctor'], { PUBLIC_URL, NODE_EXTRA_CA_CERTS: trusted });
    server.close();
    return out;
  };
  const [long, short, over] = await Promise.all([told(60), told(5), told(-2)]);
  assert.match(long, /^ok {7}PUBLIC_URL: https:\S+ is answered by a Lantern$/m);
  assert.match(long, /^ok {7}PUBLIC_URL: its certificate is good until \S+, 60 days$/m);
  assert.match(short, /^warning {2}PUBLIC_URL: its certificate is good until \S+, 5 days: renew it$/m);
  assert.match(over, /^wrong {4}PUBLIC_URL: the certificate of \S+ has expired: renew it/m);
});
