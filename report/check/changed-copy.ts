import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../testing/checkout.ts';
import { linkPackages } from '../../testing/clone.ts';
import { trackedVersion } from '../archive.ts';

/**
 * Clones this checkout as it stands, and changes a route, a column and a message of the protocol, as somebody would who adds a
 * feature: nothing of the report.
 *
 * @param folder where there is none yet
 * @returns what the next report has to hold
 */
export async function changedCopy(folder: string): Promise<string[]> {
  const { commit } = await trackedVersion(root);
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', root, folder]);
  execFileSync('git', ['checkout', '--quiet', '--detach', commit], { cwd: folder });
  await linkPackages(folder);
  change(folder, 'web/src/website/api-routes.ts', [
    "    ['post', '/rooms', ",
    "    ['get', '/rooms/lanterns', 'bearer', rooms.list],\n    ['post', '/rooms', ",
  ]);
  change(folder, 'db/src/schema/rooms.ts', [
    "    id: uuid('id').primaryKey(),\n",
    "    id: uuid('id').primaryKey(),\n    lanternColour: text('lantern_colour'),\n",
  ]);
  change(folder, 'chat/src/protocol.ts', [
    "    z.object({ type: z.literal('pong'), at }),\n",
    "    z.object({ type: z.literal('pong'), at }),\n    z.object({ type: z.literal('waved'), lantern: z.string() }),\n",
  ]);
  const generate = ['generate', '--config', 'db/drizzle.config.ts', '--name', 'lantern_colour'];
  execFileSync(join(folder, 'node_modules/.bin/drizzle-kit'), generate, { cwd: folder, stdio: 'pipe' });
  return ['GET /rooms/lanterns', 'lantern_colour', 'waved'];
}

function change(folder: string, path: string, [before, after]: [string, string]): void {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(before)) throw new Error(`${path} does not hold ${before}`);
  writeFileSync(file, text.replace(before, after));
}
