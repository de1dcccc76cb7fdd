import { Child } from '../child.ts';
import { median, round } from '../figures.ts';
import { cpuSeconds } from '../usage.ts';
import { client, expectSuccess } from './client.ts';
import { type BenchSite, SECRET } from './site.ts';
import { signIn } from './workload.ts';

export type SignInFigures = {
  sign_in: { ms: number; cpu_ms: number };
  bcrypt_alone: { ms: number; cpu_ms: number };
  ratio: { time: number; cpu: number };
};

export type SignInComparison = {
  site: BenchSite;
  email: string;
  password: string;
  /** Of the password. */
  hash: string;
  times: number;
};

/** What a sign-in costs beside the comparison of its password alone: in turns, so that what else the machine does meets both. */
export async function compareSignIns({
  site: { port, pid },
  email,
  password,
  hash,
  times,
}: SignInComparison): Promise<SignInFigures> {
  const alone = new Child(new URL('./bcrypt-alone.ts', import.meta.url));
  const site = client(port, 1);
  const signedIn = async () => {
    const start = performance.now();
    await expectSuccess(site.ask(signIn(email, password)));
    return performance.now() - start;
  };
  const compared = async (): Promise<number> =>
    (await alone.ask<number[]>({ secret: SECRET, password, hash, times: 1 }))[0] ?? 0;
  try {
    for (let n = 0; n < 3; n++) [await signedIn(), await compared()];
    const before = [cpuSeconds(pid), cpuSeconds(alone.pid)] as const;
    const turns: [number, number][] = [];
    for (let n = 0; n < times; n++) turns.push([await signedIn(), await compared()]);
    const cpu = (at: 0 | 1, of: number) => ((cpuSeconds(of) - before[at]) * 1000) / times;
    const figures = (at: 0 | 1, of: number) => ({
      ms: round(median(turns.map((turn) => turn[at]))),
      cpu_ms: round(cpu(at, of)),
    });
    const [sign_in, bcrypt_alone] = [figures(0, pid), figures(1, alone.pid)];
    return {
      sign_in,
      bcrypt_alone,
      ratio: {
        time: round(median(turns.map(([one, other]) => one / other)), 3),
        cpu: round(sign_in.cpu_ms / bcrypt_alone.cpu_ms, 3),
      },
    };
  } finally {
    alone.stop();
    site.close();
  }
}
