import { describe, expect, it } from 'vitest';
import { FakeIo } from '../test/fake-io.ts';
import { exitCode } from './errors.ts';
import { run } from './run.ts';

const missing = ['evaluate', '--model', 'none.safetensors', '--source', 'a', '--target', 'b'];

describe('--threads', () => {
  it.each([
    [[...missing], 'auto'],
    [['--threads', '3', ...missing], 3],
    [[...missing, '--threads', '2'], 2],
    [[...missing, '--threads', 'auto'], 'auto'],
  ])('%j asks for %s', async (argv, threads) => {
    const io = new FakeIo('.');
    await run(argv, io);
    expect(io.threads).toBe(threads);
  });

  it.each(['0', '65', '1.5', 'two', ''])('refuses %j', async (threads) => {
    const io = new FakeIo('.');
    expect(await run([...missing, '--threads', threads], io)).toBe(exitCode.usage);
    expect(io.complaint).toContain('--threads: expected auto or a whole number from 1 to 64');
    expect(io.threads).toBeUndefined();
  });

  it('is in the help of each command', async () => {
    const io = new FakeIo('.');
    expect(await run(['train', '--help'], io)).toBe(0);
    expect(io.printed).toContain('--threads <number>');
  });
});
