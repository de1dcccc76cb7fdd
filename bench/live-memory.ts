/** Loaded into a service before its program: tells on SIGUSR2 what is still in use when everything else is collected. */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ msg: 'live memory', bytes: heapUsed + external })}\n`);
});
