import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from '../../testing/certificates.ts';
import { documented } from '../../testing/documented.ts';
import { freePort } from '../../testing/servers/server.ts';
import { expect, test } from '../lantern.ts';
import { prepareGateway } from '../stacks/gateway.ts';
import { Service } from '../stacks/service.ts';
import { shown } from '../stacks/trust.ts';

const isRoot = process.getuid?.() === 0;

test('certbot gets a certificate through the gateway with the documented command, and renews it (rows 62, 63)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-acme-'));
  const port = await freePort();
  const baseURL = `https://127.0.0.1:${port}`;
  const nowhere = '127.0.0.1:1';
  const gateway = await prepareGateway({
    listen: `127.0.0.1:${port}`,
    web: [nowhere],
    chat: [nowhere],
    publicUrl: baseURL,
  });
  await mkdir(join(folder, 'dump'));
  await symlink(gateway.folder, join(folder, 'dump/tls'));
  await mkdir(join(gateway.folder, 'acme'));
  const authority = await prepareAuthority(folder, port);
  const services = [
    new Service({
      command: gateway.command,
      env: {},
      logFile: join(folder, 'nginx.log'),
      readyUrl: `${baseURL}/health/gateway`,
    }),
    ...authority.services,
  ];
  const settings = [
    '--non-interactive --agree-tos --register-unsafely-without-email --no-random-sleep-on-renew',
    `--server ${authority.directory} --config-dir ${folder} --work-dir ${folder} --logs-dir ${folder}`,
  ].join(' ');
  const programs = `certbot() { command certbot "$@" ${settings}; }\nsudo() { "$@"; }\n`;
  const paste = (lines: string) =>
    promisify(execFile)('sh', ['-euc', programs + lines], {
      cwd: folder,
      env: { PATH: process.env.PATH, REQUESTS_CA_BUNDLE: authority.trusted },
    });
  try {
    for (const service of services) await service.start();
    const lines = documented('docs/deployment.md', 'sudo certbot certonly');
    await paste(isRoot ? lines : lines.replace(' -o 101', ''));
    await gateway.renew();
    const issued = async () => {
      const certificate = await shown(baseURL);
      return certificate?.issuer.includes('Pebble') ? certificate.serialNumber : undefined;
    };
    await expect.poll(issued).toBeDefined();
    expect((await shown(baseURL))?.subjectAltName).toBe('DNS:chat.example.org');

    const first = await issued();
    await paste('certbot renew --force-renewal');
    await gateway.renew();
    await expect.poll(issued).not.toBe(first);
  } finally {
    for (const service of services.reverse()) await service.stop();
    for (const each of [gateway.folder, folder]) await rm(each, { recursive: true });
  }
});

/**
 * Let's Encrypt's own small authority, for which every name leads to this machine.
 *
 * @param port where it looks for what it has asked to be put on port 80
 */
async function prepareAuthority(folder: string, port: number) {
  const [acme, management, dns] = [await freePort(), await freePort(), await freePort()];
  const { cert, key } = makeCertificate();
  const files = { certificate: join(folder, 'pebble.pem'), privateKey: join(folder, 'pebble.key') };
  await writeFile(files.certificate, cert);
  await writeFile(files.privateKey, key);
  const addresses = {
    listenAddress: `127.0.0.1:${acme}`,
    managementListenAddress: `127.0.0.1:${management}`,
  };
  const config = join(folder, 'pebble.json');
  await writeFile(
    config,
    JSON.stringify({ pebble: { ...addresses, ...files, httpPort: port, tlsPort: port } }),
  );
  const directory = `https://127.0.0.1:${acme}/dir`;
  const names = new Service({
    command: [
      'pebble-challtestsrv',
      ...['-dns01', `127.0.0.1:${dns}`, '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
      ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-management', `127.0.0.1:${await freePort()}`],
    ],
    env: {},
    logFile: join(folder, 'names.log'),
    readyUrl: directory,
  });
  const pebble = new Service({
    command: ['pebble', '-config', config, '-dnsserver', `127.0.0.1:${dns}`, '-strict'],
    env: { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' },
    logFile: join(folder, 'pebble.log'),
    readyUrl: directory,
  });
  return { directory, trusted: files.certificate, services: [pebble, names] };
}
