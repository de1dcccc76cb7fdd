import { whenInstalled } from '../../service/src/when-installed.ts';

await whenInstalled(async () => {
  const { commandLine } = await import('./console/command-line.ts');
  await commandLine(process.env);
});
