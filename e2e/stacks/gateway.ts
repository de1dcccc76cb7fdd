import { execFile } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeGatewayPages } from '../../nginx/pages.ts';

const run = promisify(execFile);
const sources = join(import.meta.dirname, '../../nginx');

export type GatewayOptions = {
  listen: string;
  web: string[];
  chat: string[];
  publicUrl?: string;
  /** Absent: whatever follows from the others. */
  tls?: 'on' | 'off';
  /** Absent: nobody. */
  trustedProxy?: string;
  /** Absent: Russian. */
  defaultLocale?: string;
};

export type Gateway = {
  folder: string;
  /** Starts it there in the foreground. */
  command: string[];
  /** Where the operator puts a certificate and its key. */
  certificate: { cert: string; key: string };
  /** The certificate that the gateway makes if the operator gives none. Programs have to trust it. */
  selfSigned: string;
  /** Looks whether the certificate has changed, as is done each minute; returns what was logged. */
  renew(): Promise<string>;
};

/** Prepares a folder from which the gateway runs on this machine: the same scripts and pages as in the image. */
export async function prepareGateway(options: GatewayOptions): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-nginx-'));
  // Started by root, nginx reads as another user.
  await chmod(folder, 0o755);
  const certificate = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const env = {
    GATEWAY_LISTEN: options.listen,
    GATEWAY_WEB: options.web.join(' '),
    GATEWAY_CHAT: options.chat.join(' '),
    ...(options.defaultLocale ? { GATEWAY_DEFAULT_LOCALE: options.defaultLocale } : {}),
    GATEWAY_TRUSTED_PROXY: options.trustedProxy ?? '',
    GATEWAY_ACCESS_LOG: 'access.log',
    GATEWAY_FOLDER: folder,
    GATEWAY_PUBLIC_URL: options.publicUrl ?? '',
    GATEWAY_TLS: options.tls ?? '',
    GATEWAY_TLS_CERT: certificate.cert,
    GATEWAY_TLS_KEY: certificate.key,
  };
  await writeGatewayPages(join(folder, 'pages'));
  const program = join(sources, 'gateway.sh');
  const script = async (file: string, ...words: string[]) =>
    (await run(file, words, { env: { PATH: process.env.PATH, ...env } })).stdout;
  await script(program, 'prepare');
  return {
    folder,
    command: ['env', ...Object.entries(env).map((each) => each.join('=')), program],
    certificate,
    selfSigned: join(folder, 'self-signed.pem'),
    renew: () => script(join(sources, 'certificate.sh'), 'renew'),
  };
}
