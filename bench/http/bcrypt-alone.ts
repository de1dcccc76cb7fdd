/** Compares a password with its hash, as often as it is told to, the way the site does and with nothing around it. */
import { createPasswords } from '../../web/src/accounts/passwords/passwords.ts';
import { deriveSecrets } from '../../web/src/crypto/secrets.ts';

export type Comparison = { secret: string; password: string; hash: string; times: number };

let passwords: Awaited<ReturnType<typeof createPasswords>> | undefined;
process.on('message', async ({ secret, password, hash, times }: Comparison) => {
  passwords ??= await createPasswords({ pepper: deriveSecrets(secret).pepper });
  const measured: number[] = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    if (!(await passwords.matches(password, hash))) throw new Error('the password does not match');
    measured.push(performance.now() - start);
  }
  process.send?.({ measured });
});
