import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificate } from '../../testing/certificates.ts';
import { documented } from '../../testing/documented.ts';
import { expect, test } from '../lantern.ts';
import { asCompose } from '../stacks/compose.ts';
import { operatorOf } from '../stacks/operator.ts';
import { shown, trust } from '../stacks/trust.ts';
import { Talker } from '../talker.ts';

/** Ends the minute that the gateway waits before it looks for a new certificate again, and no other wait. */
const LOOK_NOW = `for each in /proc/[0-9]*; do
    [ "$(tr '\\0' ' ' <"$each/cmdline")" != 'sleep 60 ' ] || kill "\${each#/proc/}"
  done 2>/dev/null; true`;

test('the gateway uses a certificate that is installed as documented, and closes no socket (rows 62, 63)', async ({
  member,
  unique,
  stack,
}) => {
  const { compose, up, baseURL } = asCompose(stack);
  const { paste, folder } = await operatorOf(asCompose(stack));
  expect((await stat(join(folder, 'dump/tls/self-signed.key'))).mode & 0o777).toBe(0o600);
  expect(await compose('logs', '--no-color', 'nginx')).toContain('HTTPS with a self-signed certificate');
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const boris = new Talker('Boris');
  const account = `${unique('boris').replace(' ', '.')}@example.org`;
  await boris.enter(account, room, new URL(room).pathname.slice('/chat/'.length));
  const old = await shown(baseURL);

  const { cert, key } = makeCertificate();
  await writeFile(join(folder, 'fullchain.pem'), cert);
  await writeFile(join(folder, 'privkey.pem'), key);
  try {
    await paste(documented('docs/deployment.md', 'sudo install -m 644'));
    await compose('exec', '-T', 'nginx', 'bash', '-c', LOOK_NOW);
    await expect
      .poll(async () => (await shown(baseURL))?.serialNumber, { timeout: 90_000 })
      .not.toBe(old?.serialNumber);
    await trust(baseURL);
    boris.speak();
    await expect(anna.log.getByText('Boris 1', { exact: true })).toBeVisible();
  } finally {
    boris.leave();
    // A gateway that is made anew shows its own again.
    for (const file of ['dump/tls/cert.pem', 'dump/tls/key.pem', 'fullchain.pem', 'privkey.pem'])
      await rm(join(folder, file), { force: true });
    await anna.page.goto('about:blank');
    await compose('rm', '--stop', '--force', 'nginx');
    await up();
  }
});
