import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../testing/servers/server.ts';
import { runProgram } from '../../web/testing/console.ts';
import { type HeaderChange, PROXY_ADDRESS, startReverseProxy } from '../../web/testing/wire/reverse-proxy.ts';
import { expect, test } from '../lantern.ts';
import { prepareGateway } from '../stacks/gateway.ts';
import { asProcesses, type ProcessesStack } from '../stacks/processes.ts';
import { Service } from '../stacks/service.ts';

const cli = join(import.meta.dirname, '../../web/src/cli.ts');

/** What the doctor says of the proxy at an address. */
async function doctor({ webEnvironment, gateway }: ProcessesStack, PUBLIC_URL: string) {
  const NODE_EXTRA_CA_CERTS = gateway.selfSigned;
  const { out } = await runProgram(cli, ['doctor'], { ...webEnvironment, PUBLIC_URL, NODE_EXTRA_CA_CERTS });
  return out.match(/^\w+ +proxy: .*$/gm)?.join('\n') ?? out;
}

test('doctor sees that the gateway believes nobody, and that people come by HTTPS (row 40)', async ({
  stack,
}) => {
  const processes = asProcesses(stack);
  const { baseURL } = processes;
  const told = await doctor(processes, baseURL);
  expect(told).toMatch(/^ok .* X-Forwarded-For is not believed; this machine is seen as 127\.0\.0\.1$/m);
  expect(told).toMatch(/^ok .* web knows that people come by HTTPS$/m);
  expect((await fetch(`${baseURL}/health/proxy`)).status).toBe(404);
});

test('doctor says what is wrong between a proxy and the gateway, and what to change (row 40)', async ({
  stack,
}) => {
  const processes = asProcesses(stack);
  const replacing: HeaderChange = () => ({ 'x-forwarded-for': '127.0.0.1' });
  const adding: HeaderChange = (sent) => ({ 'x-forwarded-for': `${sent['x-forwarded-for']}, 127.0.0.1` });
  const told = async (trustedProxy: string | undefined, changes: HeaderChange[]) => {
    const listen = `127.0.0.1:${await freePort()}`;
    const publicUrl = 'http://localhost';
    const options = { listen, web: processes.webAddresses, chat: ['127.0.0.1:1'], publicUrl };
    const gateway = await prepareGateway({ ...options, ...(trustedProxy && { trustedProxy }) });
    const logFile = join(gateway.folder, 'nginx.log');
    const readyUrl = `http://${listen}/health/ready`;
    const nginx = new Service({ command: gateway.command, env: {}, logFile, readyUrl });
    try {
      await nginx.start();
      return await Promise.all(
        changes.map(async (change) => {
          const proxy = await startReverseProxy({ to: `http://${listen}`, change });
          return doctor(processes, proxy.url).finally(proxy.stop);
        }),
      );
    } finally {
      await nginx.stop();
      await rm(gateway.folder, { recursive: true });
    }
  };
  const [untrusted] = await told(undefined, [adding]);
  expect(untrusted).toMatch(/^wrong .* the proxy’s address 127\.0\.0\.2, .* set TRUSTED_PROXY=127\.0\.0\.2,/);

  const headers = [replacing, adding, () => ({}), () => ({ 'x-forwarded-for': undefined })];
  const [replaced, added, passedOn, removed] = await told(PROXY_ADDRESS, headers);
  for (const good of [replaced, added])
    expect(good).toMatch(/^ok .* passes on visitors’ addresses, .* this machine is 127\.0\.0\.1$/);
  expect(passedOn).toMatch(
    /^wrong .* own X-Forwarded-For is believed.*proxy_set_header X-Forwarded-For \$remote_addr;/,
  );
  expect(removed).toMatch(/^wrong .* the proxy’s address 127\.0\.0\.2, .* let the proxy pass on theirs/);
});
