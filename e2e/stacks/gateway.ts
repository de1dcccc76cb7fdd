import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeGatewayPages } from '../../nginx/pages.ts';

const run = promisify(execFile);
const sources = join(import.meta.dirname, '../../nginx');

export type GatewayOptions = {
  listen: string;
  web: string;
  chat: string[];
  publicUrl?: string;
  /** Absent: whatever follows from the others. */
  tls?: 'on' | 'off';
  /** Absent: nobody. */
  trustedProxy?: string;
};

export type Gateway = {
  folder: string;
  /** Starts nginx there in the foreground. */
  command: string[];
  /** Where the operator puts a certificate and its key. */
  certificate: { cert: string; key: string };
  /** The certificate that the gateway makes if the operator gives none. Programs have to trust it. */
  selfSigned: string;
  /** Looks whether the certificate has changed, as is done each minute; returns what was logged. */
  renew(): Promise<string>;
};

/** Prepares a folder from which a plain nginx runs as the gateway: the same template, scripts and pages as in the image. */
export async function prepareGateway(options: GatewayOptions): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-nginx-'));
  // Started by root, nginx reads as another user.
  await chmod(folder, 0o755);
  const certificate = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const values = await settings({
    GATEWAY_LISTEN: options.listen,
    GATEWAY_WEB: options.web,
    GATEWAY_CHAT: options.chat.join(' '),
    // Asked for names only, and there are none.
    GATEWAY_RESOLVER: '127.0.0.1',
    GATEWAY_TRUSTED_PROXY: options.trustedProxy ?? '255.255.255.255',
    GATEWAY_ACCESS_LOG: 'access.log',
    GATEWAY_DEFAULT_LOCALE: 'ru',
    GATEWAY_PAGES: join(folder, 'pages'),
    GATEWAY_FOLDER: folder,
    GATEWAY_PUBLIC_URL: options.publicUrl ?? '',
    GATEWAY_TLS: options.tls ?? '',
    GATEWAY_TLS_CERT: certificate.cert,
    GATEWAY_TLS_KEY: certificate.key,
  });
  const template = await readFile(join(sources, 'templates/nginx.conf.template'), 'utf8');
  const filled = template.replace(/\$\{(GATEWAY_\w+)\}/g, (_, name: string) => values[name] ?? '');
  await writeFile(join(folder, 'nginx.conf'), filled);
  await writeGatewayPages(join(folder, 'pages'));
  const look = async (...words: string[]) =>
    (await run(join(sources, 'certificate.sh'), words, { env: { PATH: process.env.PATH, ...values } }))
      .stdout;
  await look('install');
  return {
    folder,
    command: ['nginx', '-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'],
    certificate,
    selfSigned: join(folder, 'self-signed.pem'),
    renew: () => look('renew'),
  };
}

/** What the image's scripts make of the environment. */
async function settings(env: Record<string, string>): Promise<Record<string, string>> {
  const scripts = ['chat-servers.envsh', 'tls.envsh'].map((name) => `. ${join(sources, name)}`);
  const { stdout } = await run('sh', ['-ec', `${scripts.join('; ')}; env -0`], {
    env: { PATH: process.env.PATH, ...env },
  });
  const lines = stdout.split('\0').map((line) => line.split(/=(.*)/s, 2) as [string, string]);
  return Object.fromEntries(lines.filter(([name]) => name.startsWith('GATEWAY_')));
}
