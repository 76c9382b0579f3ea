import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

interface Ticks {
  readonly idle: number;
  readonly all: number;
}

/** The part of all processors' time that anybody uses while we wait. */
export async function busyShare(milliseconds: number): Promise<number> {
  const before = ticks();
  await sleep(milliseconds);
  const after = ticks();
  const all = after.all - before.all;
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0;
}

function ticks(): Ticks {
  const times = cpus().map((processor) => processor.times);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    all: sum(times.flatMap((one) => Object.values(one))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
