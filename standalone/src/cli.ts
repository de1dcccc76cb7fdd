import { whenInstalled } from '../../service/src/when-installed.ts';

await whenInstalled(async () => {
  const { commandLine } = await import('./command-line.ts');
  await commandLine(process.env);
});
