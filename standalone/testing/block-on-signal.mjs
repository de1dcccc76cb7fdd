// Preloaded by a test: on SIGUSR2 the event loop does not turn any more.
process.on('SIGUSR2', function standStill() {
  for (;;);
});
