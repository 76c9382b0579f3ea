import { serve } from '../serve.ts';

await serve(async () => {
  const begin = performance.now();
  const { limit } = await import('./library.ts');
  return limit(performance.now() - begin);
});
