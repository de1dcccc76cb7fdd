import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { documented } from '../../testing/documented.ts';
import { expect, test } from '../lantern.ts';
import { asCompose } from '../stacks/compose.ts';
import { operatorOf } from '../stacks/operator.ts';

test('the commands for backup and restore in docs/deployment.md work as written and bring everything back (rows 62, 64)', async ({
  member,
  unique,
  stack,
}) => {
  const { compose, up } = asCompose(stack);
  const { paste, empty, folder } = await operatorOf(asCompose(stack));
  await paste(documented('docs/deployment.md', 'docker compose up --build --detach        #'));
  await up();
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);

  await paste(documented('docs/deployment.md', '(umask 077 && docker compose exec'));
  const backup = join(folder, 'lantern.backup');
  expect((await stat(backup)).mode & 0o777).toBe(0o600);
  expect(gunzipSync(await readFile(backup)).toString()).toContain(name);
  // A page would complain of what it misses.
  await anna.page.goto('about:blank');
  await compose('down');
  await empty();
  try {
    await paste(documented('docs/deployment.md', 'docker compose run --rm -T --no-deps web'));
    await up();
    // A restore signs everybody out; the account and its password are there.
    await anna.signIn();
    await anna.enter(room);
    await expect(anna.page.getByRole('heading', { name })).toBeVisible();
  } finally {
    await paste('rm -f lantern.backup');
    await up();
  }
});

test('the docs’ commands for a running stack work as written (row 62)', async ({ member, stack }) => {
  const { paste } = await operatorOf(asCompose(stack));
  const doctor = documented('docs/console.md', 'docker compose run --rm --no-deps web');
  expect(await paste(doctor)).toMatch(/all \d+ migrations are applied/);
  const [, other = ''] = documented('docs/social-sign-in.md', 'npm run lantern -- doctor').split('\n');
  expect(other).toContain('docker compose run');
  await paste(other);
  const [, films = ''] = documented('docs/console.md', 'npm run lantern -- import-films').split('\n');
  const anna = await member('Anna');
  expect(await paste(films.replace('anna@example.org', anna.email))).toContain('1,000 rooms made');
});
