import { setFlagsFromString } from 'node:v8';
import { whenInstalled } from '../../service/src/when-installed.ts';

// V8 grows its spaces while modules load, so the flags are set before the service is loaded. Decision 24 has the figures.
const FLAGS = [
  // A connection's objects outlive every collection, and the space for new objects would grow with them, to 64 MB on a large
  // machine: 9 kB for each connection, and colder caches for every message.
  '--semi-space-growth-factor=1',
  // By default V8 lets a small heap grow to a multiple of what is in use.
  '--heap-growing-percent=50',
  // Threads that mark concurrently take whole time slices from the event loop where no core is free, and all members wait.
  '--no-concurrent-marking',
];
for (const flag of FLAGS) setFlagsFromString(flag);
await whenInstalled(async () => {
  const { serve } = await import('./serve.ts');
  await serve(process.env);
});
