import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { daysFromNow, makeCertificate } from '../../testing/certificates.ts';
import { freePort } from '../../testing/servers/server.ts';
import { expect, test } from '../lantern.ts';
import { prepareGateway } from '../stacks/gateway.ts';
import { asProcesses } from '../stacks/processes.ts';
import { Service } from '../stacks/service.ts';
import { shown, trust } from '../stacks/trust.ts';
import { Talker } from '../talker.ts';

test('the gateway’s own certificate is for localhost and the host of PUBLIC_URL, and only its owner can read the key (row 63)', async ({
  stack,
}) => {
  const { gateway, baseURL } = asProcesses(stack);
  const own = await shown(baseURL);
  expect(own?.subjectAltName).toContain('DNS:localhost, IP Address:127.0.0.1');
  expect(new Date(own?.validTo ?? 0).getTime()).toBeGreaterThan(daysFromNow(700).getTime());
  for (const file of [gateway.selfSigned.replace(/pem$/, 'key'), join(gateway.folder, 'tls/key.pem')])
    expect((await stat(file)).mode & 0o777).toBe(0o600);

  const options = { listen: '127.0.0.1:1', web: ['127.0.0.1:1'], chat: ['127.0.0.1:1'] };
  const named = await prepareGateway({ ...options, publicUrl: 'https://chat.example.org:8443' });
  expect(await readFile(named.selfSigned, 'utf8')).toContain('# DNS:localhost,IP:127.0.0.1,IP:::1,DNS:chat');
  await rm(named.folder, { recursive: true });
});

test('with https in PUBLIC_URL cookies are bound to the host, and all answers have HSTS (rows 13, 63)', async ({
  member,
  request,
  stack,
}) => {
  const { page } = await member('Anna');
  for (const { name, secure } of await page.context().cookies()) {
    expect(name).toMatch(/^__Host-/);
    expect(secure).toBe(true);
  }
  const { web } = asProcesses(stack);
  const hsts = async (path: string) =>
    (await request.get(path))
      .headersArray()
      .filter(({ name }) => name.toLowerCase() === 'strict-transport-security')
      .map(({ value }) => value);
  expect(await hsts('/login')).toEqual([expect.stringMatching(/^max-age=31536000/)]);
  expect(await hsts('/ws')).toEqual(['max-age=31536000']);
  await web.stop();
  try {
    expect(await hsts('/login')).toEqual(['max-age=31536000']);
  } finally {
    await web.start();
  }
});

test('a renewed certificate is used for new connections and closes no socket; an unusable one is not used (row 63)', async ({
  member,
  unique,
  stack,
}) => {
  const { gateway, baseURL, hints } = asProcesses(stack);
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const [before, after] = [new Talker('Before'), new Talker('After')];
  const account = (name: string) => `${unique(name).replace(' ', '.')}@example.org`.toLowerCase();
  await before.enter(account('before'), room, hints[0] ?? '');
  const old = await shown(baseURL);
  const { cert, key } = gateway.certificate;
  try {
    const renewed = makeCertificate();
    await writeFile(cert, renewed.cert);
    expect(await gateway.renew()).toContain(`${key} cannot be read`);
    await writeFile(key, makeCertificate().key);
    expect(await gateway.renew()).toContain(`${key} is not the key of the first certificate in ${cert}`);
    expect((await shown(baseURL))?.serialNumber).toBe(old?.serialNumber);

    await writeFile(key, renewed.key);
    expect(await gateway.renew()).toContain('is good until');
    await expect.poll(async () => (await shown(baseURL))?.serialNumber).not.toBe(old?.serialNumber);
    await trust(baseURL);
    await after.enter(account('after'), room, hints[0] ?? '');
    after.speak();
    await expect.poll(() => before.heard).toContain('After 1');
    before.speak();
    await expect.poll(() => after.heard).toContain('Before 1');
    await anna.expectConnected();
    await expect(anna.log.getByText('Before 1', { exact: true })).toBeVisible();
    await expect(anna.log.getByText('After 1', { exact: true })).toBeVisible();

    const serial = (await shown(baseURL))?.serialNumber;
    const over = makeCertificate({ from: daysFromNow(-90), to: daysFromNow(-1) });
    await writeFile(cert, over.cert);
    await writeFile(key, over.key);
    expect(await gateway.renew()).toContain(`${cert} has expired`);
    await rm(cert);
    await rm(key);
    expect(await gateway.renew()).toContain('have gone');
    expect((await shown(baseURL))?.serialNumber).toBe(serial);
  } finally {
    before.leave();
    after.leave();
  }
});

test('only the trusted proxy can say that a client used HTTPS (rows 40, 63)', async () => {
  const told = createServer((req, res) => res.end(req.headers['x-forwarded-proto']));
  await once(told.listen(0, '127.0.0.1'), 'listening');
  const web = `127.0.0.1:${(told.address() as AddressInfo).port}`;
  const ask = async (trustedProxy: string | undefined, said: string, tls: 'off' | undefined) => {
    const listen = `127.0.0.1:${await freePort()}`;
    const publicUrl = 'https://chat.example.org';
    const options = { listen, web: [web], chat: [web], publicUrl, ...(trustedProxy && { trustedProxy }) };
    const gateway = await prepareGateway({ ...options, ...(tls && { tls }) });
    const logFile = join(gateway.folder, 'nginx.log');
    const readyUrl = `http://${listen}/health/gateway`;
    const nginx = new Service({ command: gateway.command, env: {}, logFile, readyUrl });
    try {
      await nginx.start();
      return await (await fetch(`http://${listen}/`, { headers: { 'x-forwarded-proto': said } })).text();
    } finally {
      await nginx.stop();
      await rm(gateway.folder, { recursive: true });
    }
  };
  expect(await ask('127.0.0.1', 'https', undefined)).toBe('https');
  expect(await ask('127.0.0.1', 'wss', undefined)).toBe('http');
  expect(await ask('0.0.0.0/0', 'https', 'off')).toBe('https');
  expect(await ask('203.0.113.9', 'https', 'off')).toBe('http');
  expect(await ask(undefined, 'https', 'off')).toBe('http');
  told.close();
});

test('an http address in PUBLIC_URL turns TLS off, and stops the start with TLS=on', async () => {
  const nowhere = '127.0.0.1:1';
  const options = { listen: nowhere, web: [nowhere], chat: [nowhere] };
  await expect(
    prepareGateway({ ...options, publicUrl: 'http://chat.example.org', tls: 'on' }),
  ).rejects.toThrow('PUBLIC_URL begins with http:, and TLS is on');
  const { folder } = await prepareGateway({ ...options, publicUrl: 'http://chat.example.org' });
  expect(await readFile(join(folder, 'nginx.conf'), 'utf8')).not.toMatch(/listen .* ssl /);
  await rm(folder, { recursive: true });
});
