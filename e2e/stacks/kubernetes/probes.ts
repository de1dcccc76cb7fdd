import { request } from 'node:http';
import { request as requestSafely } from 'node:https';
import type { Probe } from './manifests.ts';
import { podman, readLog } from './podman.ts';
import type { RunningPod } from './stack.ts';

/** Asks as the kubelet does: from 200 to 399 is well, a certificate is not looked at, and a command is well that ends with 0. */
export async function succeeds(pod: RunningPod, probe: Probe): Promise<boolean> {
  const { exec, httpGet, timeoutSeconds } = probe;
  if (exec) {
    return podman('exec', pod.container, 'timeout', String(timeoutSeconds), ...exec.command).then(
      () => true,
      () => false,
    );
  }
  if (!httpGet) throw new Error('a probe of a kind that is not known here');
  const options = {
    host: pod.address,
    port: pod.ports.get(httpGet.port),
    path: httpGet.path,
    timeout: timeoutSeconds * 1000,
    agent: false,
  };
  return new Promise((resolve) => {
    const asked =
      httpGet.scheme === 'HTTPS'
        ? requestSafely({ ...options, rejectUnauthorized: false })
        : request(options);
    asked.once('response', ({ statusCode = 0 }) => {
      asked.destroy();
      resolve(statusCode >= 200 && statusCode < 400);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.once('close', () => resolve(false));
    asked.end();
  });
}

/** Waits for the pod's own startup probe, no longer than the kubelet would. @throws with its log when it does not succeed */
export async function untilStarted(pod: RunningPod): Promise<void> {
  const { startup } = pod.probes;
  if (!startup) throw new Error(`${pod.name} has no startup probe`);
  const giveUpAt = Date.now() + startup.periodSeconds * startup.failureThreshold * 1000;
  while (!(await succeeds(pod, startup))) {
    if (Date.now() > giveUpAt)
      throw new Error(`${pod.name} has not started\n${(await readLog(pod.logFile)).slice(-4000)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
