import { setFlagsFromString } from 'node:v8';
import { whenInstalled } from '../../service/src/when-installed.ts';

// Before anything else is loaded, which V8 already answers with larger spaces; decision 24 has the figures.
const FLAGS = [
  // What a connection keeps outlives every collection, and the space for what is new would grow with it, to 64 MB on a large machine:
  // 9 kB for each connection, and colder caches for every message.
  '--semi-space-growth-factor=1',
  // Otherwise a heap as small as this one is let grow to a multiple of what is in use.
  '--heap-growing-percent=50',
  // Threads that mark beside the loop take whole time slices from it where there is no core to spare, and everybody waits.
  '--no-concurrent-marking',
];
for (const flag of FLAGS) setFlagsFromString(flag);
await whenInstalled(async () => {
  const { serve } = await import('./serve.ts');
  await serve(process.env);
});
