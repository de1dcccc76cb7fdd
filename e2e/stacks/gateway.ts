import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeGatewayPages } from '../../nginx/pages.ts';

const sources = join(import.meta.dirname, '../../nginx');
const script = join(sources, 'chat-servers.envsh');

export type Addresses = { listen: string; web: string; chat: string[] };

/**
 * Prepares a folder from which a plain nginx runs as the gateway: the same template, script and pages as in the image.
 *
 * @returns the folder, and the command that starts nginx there in the foreground
 */
export async function prepareGateway(addresses: Addresses): Promise<{ folder: string; command: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-nginx-'));
  // Started by root, nginx reads as another user.
  await chmod(folder, 0o755);
  const values: Record<string, string> = {
    GATEWAY_LISTEN: addresses.listen,
    GATEWAY_WEB: addresses.web,
    ...(await chatServers(addresses.chat.join(' '))),
    // Asked for names only, and there are none.
    GATEWAY_RESOLVER: '127.0.0.1',
    // Nobody.
    GATEWAY_TRUSTED_PROXY: '255.255.255.255',
    GATEWAY_ACCESS_LOG: 'access.log',
    GATEWAY_DEFAULT_LOCALE: 'ru',
    GATEWAY_PAGES: join(folder, 'pages'),
  };
  const template = await readFile(join(sources, 'templates/nginx.conf.template'), 'utf8');
  const filled = template.replace(/\$\{(GATEWAY_\w+)\}/g, (_, name: string) => values[name] ?? '');
  await writeFile(join(folder, 'nginx.conf'), filled);
  await writeGatewayPages(join(folder, 'pages'));
  return { folder, command: ['nginx', '-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'] };
}

/** What the image's script makes of GATEWAY_CHAT. */
async function chatServers(addresses: string): Promise<Record<string, string>> {
  const names = ['GATEWAY_CHAT_SERVERS', 'GATEWAY_CHAT_AGAIN'];
  const print = names.map((name) => `echo "$${name}"`).join('; ');
  const { stdout } = await promisify(execFile)('sh', ['-ec', `. "$0"; ${print}`, script], {
    env: { PATH: process.env.PATH, GATEWAY_CHAT: addresses },
  });
  const values = stdout.split('\n');
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
