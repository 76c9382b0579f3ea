import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { OutputError, StreamOutput } from './stream-output.ts';

/** A stream that takes some writes, then fails with a code of the system. */
function failing(code: string, taken: number): Writable {
  let left = taken;
  return new Writable({
    write: (_chunk, _encoding, done) => {
      left -= 1;
      done(left >= 0 ? null : Object.assign(new Error(`${code}: no`), { code }));
    },
  });
}

describe('StreamOutput', () => {
  it('tells once that a write failed, throws at the next one, and at the end', async () => {
    const onFailure = vi.fn<(error: OutputError) => void>();
    const output = new StreamOutput(failing('ENOSPC', 1), 'standard output', onFailure);
    output.write('a');
    await setImmediate();
    output.write('b');
    await setImmediate();
    expect(onFailure).toHaveBeenCalledOnce();
    expect(() => output.write('c')).toThrow(
      'cannot write to standard output: the disk is full; free some space',
    );
    await expect(output.flush()).rejects.toThrow(OutputError);
    await expect(output.flush()).rejects.toMatchObject({ isClosed: false });
    expect(onFailure).toHaveBeenCalledOnce();
  });

  it('notices at the end that the last write failed', async () => {
    const output = new StreamOutput(failing('EIO', 0), 'standard output', () => undefined);
    output.write('a');
    await expect(output.flush()).rejects.toThrow('cannot write to standard output: EIO: no');
  });

  it('knows a reader that has left, which is no fault', async () => {
    const output = new StreamOutput(failing('EPIPE', 0), 'standard output', () => undefined);
    output.write('a');
    await expect(output.flush()).rejects.toMatchObject({ isClosed: true });
  });
});
