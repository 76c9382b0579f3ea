import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from './run.ts';

let printed: string;

beforeEach(() => {
  printed = '';
  const print = (text: unknown): boolean => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('soak', () => {
  it.each([
    [['--steps', '0'], 'Expected a whole number of 1 or more.'],
    [['--steps', 'abc'], 'Expected a whole number of 1 or more.'],
    [['--threads', 'x'], 'Expected a whole number from 1 to 64.'],
    [['--threads', '65'], 'Expected a whole number from 1 to 64.'],
    [['--stops', '5'], "unknown option '--stops'"],
    [['5'], 'too many arguments'],
  ])('%j is refused in one line', async (argv, message) => {
    expect(await run(argv)).toBe(2);
    expect(printed).toContain(message);
    expect(printed.trim().replace(/\n\(Did you mean.*\)$/, '')).not.toContain('\n');
  });

  it('says in one line that there is no such library', async () => {
    expect(await run(['--steps', '1', '--blas', '/no/library.so'])).toBe(2);
    expect(printed).toMatch(/^cpu: blas: '\/no\/library.so' cannot be used: .*\n$/);
  });

  it('helps', async () => {
    expect(await run(['--help'])).toBe(0);
    expect(printed).toContain('--steps <count>');
  });

  it.each(['1', '4'])('finds no fault in a run of %s steps', async (steps) => {
    const code = await run(['--steps', steps, '--threads', '1']);
    expect({ code, printed }).toMatchObject({ code: 0 });
    expect(printed).toMatch(/loss \d/);
    expect(printed).not.toContain('NaN');
    expect(printed).toContain('(checked in runs of 5000 steps or more)');
  });

  it('compares as often as it is told to, and counts the jobs that threads share', async () => {
    const code = await run(['--steps', '9', '--threads', '2', '--comparisons', '3']);
    expect({ code, printed }).toMatchObject({ code: 0 });
    expect(printed.match(/^\d+ steps/gm)).toEqual(['3 steps', '6 steps', '9 steps']);
    expect(printed).toMatch(/threads shared \d+ jobs/);
  });
});
