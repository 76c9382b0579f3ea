import { workloads } from '@rondo/workloads';
import { describe, expect, it } from 'vitest';
import { piecesOf, race, type Racer } from './race.ts';

const workload = workloads.find(({ name }) => name === 'gru_fb')!;
const outputs = { output: Float32Array.of(1, 2) };

/** Takes the times that it is given, one after the other, and writes down who ran. */
function racer(id: string, times: readonly number[], ran: string[] = [], error = 0): Racer {
  let next = 0;
  return {
    id,
    prepare: async () => undefined,
    outputs: async () => outputs,
    compare: async () => ({ error, where: 'output' }),
    run: async () => {
      ran.push(id);
      return times[next++ % times.length]!;
    },
  };
}

const quick = { warmUpMs: 1, sampleMs: 1, onPiece: () => undefined, isOver: () => false };

describe('a race', () => {
  it('lets all take turns, and gives the medians', async () => {
    const ran: string[] = [];
    const pieces: string[] = [];
    const all = [racer('1', [9, 4, 6, 5], ran), racer('2', [2, 3, 2, 4], ran)];
    const result = await race(workload, all, {
      ...quick,
      rounds: 3,
      onPiece: (id, round) => pieces.push(`${id}/${round}`),
    });
    expect(ran.slice(-6)).toEqual(['1', '2', '1', '2', '1', '2']);
    expect(result).toMatchObject({
      workload: 'gru_fb',
      cells: { '1': { milliseconds: 5 }, '2': { milliseconds: 3 } },
    });
    expect(pieces).toHaveLength(piecesOf(2, 3));
    expect(pieces.slice(0, 3)).toEqual(['1/0', '2/0', '1/1']);
  });

  it('times nobody whose numbers are wrong, or NaN', async () => {
    const all = [racer('1', [1]), racer('2', [1], [], 1), racer('4', [1], [], NaN)];
    const { cells } = await race(workload, all, { ...quick, rounds: 1 });
    expect(cells).toMatchObject({
      '1': { milliseconds: 1 },
      '2': { reason: 'wrong numbers: output' },
      '4': { reason: 'wrong numbers: output' },
    });
  });

  it('goes on where one cannot or breaks', async () => {
    const cannot = { ...racer('2', [1]), prepare: async () => ({ unsupported: 'no means' }) };
    const breaks = { ...racer('4', [1]), run: () => Promise.reject(new Error('device lost')) };
    const all = [racer('1', [1]), cannot, breaks];
    const { cells } = await race(workload, all, { ...quick, rounds: 2 });
    expect(cells['2']).toEqual({ reason: 'no means' });
    expect(cells['4']).toEqual({ reason: 'device lost' });
    expect(cells['1']).toMatchObject({ milliseconds: 1 });
  });

  it('compares with the first that has outputs', async () => {
    const broken = { ...racer('1', [1]), prepare: () => Promise.reject(new Error('no memory')) };
    const { cells } = await race(workload, [broken, racer('2', [1], [], 1)], {
      ...quick,
      rounds: 1,
    });
    expect(cells).toMatchObject({ '1': { reason: 'no memory' }, '2': { milliseconds: 1 } });
  });

  it('asks the slow for no more than their budget, and stops when it shall', async () => {
    const ran: string[] = [];
    const options = { ...quick, rounds: 5, budgetMs: 100 };
    await race(workload, [racer('1', [80], ran)], options);
    expect(ran).toHaveLength(2);
    let asked = 0;
    const { cells } = await race(workload, [racer('1', [1])], {
      ...quick,
      rounds: 1000,
      isOver: () => ++asked > 5,
    });
    expect(cells['1']).toBeDefined();
    expect(asked).toBeLessThan(1100);
  });
});
