import { setFlagsFromString } from 'node:v8';

// What a connection keeps outlives every collection, and V8 would answer that by letting the space for what is new grow, to 64 MB
// on a large machine: 9 kB for each connection, and colder caches for every message (decision 24). It has grown already once the
// modules are loaded, hence before that.
setFlagsFromString('--semi-space-growth-factor=1');
const { serve } = await import('./serve.ts');
await serve(process.env);
