import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The project's name: always the same, so that a run finds the last one's image layers, and ends what it left behind. */
export const PROJECT = 'lantern-e2e';

/** @returns what Docker's command prints. @throws when it fails */
export const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();

/** The containers of a service that run. */
export async function idsOf(service: string): Promise<string[]> {
  const labels = [`project=${PROJECT}`, `service=${service}`, 'oneoff=False'];
  const filters = labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
  return (await docker('ps', '--quiet', ...filters)).split('\n');
}

export const addressOf = (container: string, network: string) =>
  docker(
    'inspect',
    '--format',
    `{{(index .NetworkSettings.Networks "${PROJECT}_${network}").IPAddress}}`,
    container,
  );
