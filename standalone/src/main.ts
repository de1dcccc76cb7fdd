import { whenInstalled } from '../../service/src/when-installed.ts';

await whenInstalled(async () => {
  const { serve } = await import('./serve.ts');
  await serve(process.env);
});
