import { spawn, spawnSync } from 'node:child_process';
import type { ComposeStack } from './compose.ts';
import { docker, idsOf, PROJECT } from './containers.ts';
import { MANY_PEOPLE } from './stack.ts';

/** Whoever runs a stack, at a shell in the folder of its docker-compose.yml. */
export async function operatorOf({ compose, baseURL }: ComposeStack) {
  const [container = ''] = await idsOf('web');
  const label = '{{index .Config.Labels "com.docker.compose.project.working_dir"}}';
  const folder = await docker('inspect', '--format', label, container);
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    COMPOSE_PROJECT_NAME: PROJECT,
    PORT: new URL(baseURL).host,
    ...MANY_PEOPLE,
  };
  return {
    folder,
    /** Runs lines as they are pasted; returns what they printed. @throws when one fails */
    paste: (lines: string) => run(`${programs()}\n${lines}`, folder, env),
    /** Takes everything away that was kept, while nothing runs. */
    async empty(): Promise<void> {
      const clear = ['--rm', '--no-deps', '--entrypoint', 'rm', 'prepare', '-rf'];
      await compose('run', ...clear, '/dump/postgres', '/dump/redis', '/dump/secrets');
    },
  };
}

/** For a machine that has them in another way: the older Compose; root without sudo. */
function programs(): string {
  const isOlder = spawnSync('docker', ['compose', 'version']).status !== 0;
  return [
    isOlder ? 'docker() { shift; docker-compose "$@"; }' : '',
    process.getuid?.() === 0 ? 'sudo() { "$@"; }' : '',
  ].join('\n');
}

function run(lines: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-euc', lines], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${lines}\nfailed (${code})\n${output.slice(-4000)}`));
    });
  });
}
