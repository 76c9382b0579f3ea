import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { exitCode } from '../errors.ts';
import { run } from '../run.ts';

async function refusal(line: string): Promise<string> {
  const io = new FakeIo('.');
  expect(await run(line.split(' '), io)).toBe(exitCode.usage);
  expect(io.printed).toBe('');
  return io.complaint;
}

describe('a command line', () => {
  it.each([
    ['translate --modle m 1', "unknown option '--modle'\n(Did you mean --model?)"],
    ['score --bach-size 3', "unknown option '--bach-size'\n(Did you mean --batch-size?)"],
    ['average a b --ou c', "unknown option '--ou'\n(Did you mean --out?)"],
    ['translate 1', '--model is missing; name a checkpoint'],
    ['export -m m', '--out is missing; name where to write'],
  ])('%s: says first what is unknown, then what is missing', async (line, message) => {
    expect(await refusal(line)).toContain(message);
  });

  it.each([
    ['translate -m m --input a -i b', '-i, --input <file>'],
    ['evaluate --target a --target b', '--target <file>'],
    ['serve -m m --beam 2 --beam 3', '--beam <width>'],
    ['export -m a -m b -o c', '-m, --model <file>'],
    ['--threads 1 translate -m m --threads 2 1', '--threads <number>'],
  ])('%s: refuses a second value', async (line, option) => {
    expect(await refusal(line)).toContain(`option '${option}' is given again; it takes one value`);
  });

  it('may name several models, and switch the same thing on twice', async () => {
    const io = new FakeIo('.');
    const line = 'translate -m none-a -m none-b --json --json --must-contain a --must-contain b 1';
    expect(await run(line.split(' '), io)).toBe(exitCode.failed);
    expect(io.complaint).toContain('none-a');
  });
});
