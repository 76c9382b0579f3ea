import { summarize, type NamedOutputs, type Unsupported, type Workload } from '@rondo/workloads';
import { cellOf, type Cell, type Result } from '../record/record.ts';

/** What computes on one backend and can be asked for times. */
export interface Racer {
  readonly id: string;
  prepare(workload: Workload): Promise<Unsupported | undefined>;
  outputs(): Promise<NamedOutputs>;
  compare(reference: NamedOutputs): Promise<{ readonly error: number; readonly where: string }>;
  /** Milliseconds of one run, the mean of so many. */
  run(repetitions: number): Promise<number>;
}

export interface RaceOptions {
  readonly rounds: number;
  /** A sample lasts at least this long: clocks of browsers are coarse. */
  readonly sampleMs?: number;
  /** Each runs this long before it counts. */
  readonly warmUpMs?: number;
  /** Who took this long over a workload gives no more samples. */
  readonly budgetMs?: number;
  /** Told after each piece of work, of which there are `piecesOf(racers, rounds)`. */
  readonly onPiece: (id: string, round: number) => void;
  /** Whether to leave off. */
  readonly isOver: () => boolean;
}

interface Ready {
  readonly racer: Racer;
  readonly repetitions: number;
  readonly samples: number[];
  spentMs: number;
}

/** Preparing is a piece, too. */
export function piecesOf(racers: number, rounds: number): number {
  return racers * (rounds + 1);
}

/**
 * Times one workload: everyone's outputs are compared with the first one's, then all whose numbers are right run in turn, round by round, so that
 * whatever the device does meanwhile it does to all.
 */
export async function race(
  workload: Workload,
  racers: readonly Racer[],
  options: RaceOptions,
): Promise<Result> {
  const { rounds, budgetMs = 15_000, onPiece, isOver } = options;
  const cells: Record<string, Cell> = {};
  const ready: Ready[] = [];
  let reference: NamedOutputs | undefined;
  for (const racer of racers) {
    if (isOver()) break;
    await guarded(cells, racer.id, async () => {
      const unsupported = await racer.prepare(workload);
      if (unsupported) {
        cells[racer.id] = { reason: unsupported.unsupported };
        return;
      }
      if (reference) {
        const { error, where } = await racer.compare(reference);
        // Not `>`, which lets NaN through.
        if (!(error <= workload.tolerance)) {
          cells[racer.id] = { reason: `wrong numbers: ${where}` };
          return;
        }
      } else reference = await racer.outputs();
      ready.push(await warmedUp(racer, options));
    });
    onPiece(racer.id, 0);
  }
  for (let round = 1; round <= rounds; round++) {
    for (const one of ready) {
      const { racer, repetitions, samples } = one;
      if (isOver()) break;
      if (!cells[racer.id] && (round === 1 || one.spentMs < budgetMs)) {
        await guarded(cells, racer.id, async () => {
          const milliseconds = await racer.run(repetitions);
          samples.push(milliseconds);
          one.spentMs += milliseconds * repetitions;
        });
      }
      onPiece(racer.id, round);
    }
  }
  for (const { racer, samples } of ready) {
    if (cells[racer.id] || samples.length === 0) continue;
    const { median, spread } = summarize(samples);
    cells[racer.id] = cellOf(median, spread);
  }
  return { workload: workload.name, cells };
}

async function warmedUp(
  racer: Racer,
  { sampleMs = 20, warmUpMs = 300 }: RaceOptions,
): Promise<Ready> {
  let [best, spentMs, repetitions] = [Infinity, 0, 1];
  do {
    const milliseconds = await racer.run(repetitions);
    best = Math.min(best, milliseconds);
    spentMs += Math.max(milliseconds * repetitions, 0.1);
    repetitions = Math.min(10_000, Math.max(1, Math.ceil(sampleMs / Math.max(best, 1e-3))));
  } while (spentMs < warmUpMs);
  return { racer, repetitions, samples: [], spentMs };
}

/** What goes wrong with one becomes its cell. */
async function guarded(
  cells: Record<string, Cell>,
  id: string,
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
  } catch (error) {
    cells[id] = { reason: (error instanceof Error ? error.message : String(error)).slice(0, 200) };
  }
}
