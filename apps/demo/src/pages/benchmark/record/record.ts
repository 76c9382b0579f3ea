import * as v from 'valibot';

/** Ids of what computed: a number of threads of the processor, or `webgpu`. */
export const graphics = 'webgpu';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.maxLength(200));
const contestant = v.pipe(v.string(), v.regex(/^(webgpu|[1-9]\d{0,2})$/));

const timed = v.object({
  /** Median of the rounds. */
  milliseconds: positive,
  /** The middle half of the rounds, as a part of the median. */
  spread: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

/** Why there is no time. */
const untimed = v.object({ reason: text });

const result = v.object({
  /** Its name in @rondo/workloads. */
  workload: v.pipe(v.string(), v.regex(/^\w{1,60}$/)),
  cells: v.record(contestant, v.union([timed, untimed])),
});

/** What was measured on one device, as a file has it. */
export const recordSchema = v.object({
  format: v.literal('rondo-benchmark'),
  version: v.literal(1),
  /** When, in milliseconds since 1970. */
  at: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)),
  /** Browser and system. */
  browser: text,
  processors: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
  rounds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  /** What computed, in the backends' own words. */
  contestants: v.pipe(
    v.record(contestant, text),
    v.check((all) => Object.keys(all).length <= 20),
  ),
  results: v.pipe(v.array(result), v.maxLength(100)),
});

export type BenchmarkRecord = v.InferOutput<typeof recordSchema>;
export type Result = BenchmarkRecord['results'][number];
export type Timed = v.InferOutput<typeof timed>;
export type Cell = Result['cells'][string];

/** Four digits of a time and whole percents, which is more than any measurement is good for; links and files keep them as they are. */
export function cellOf(milliseconds: number, spread: number): Timed {
  return {
    milliseconds: Number(milliseconds.toPrecision(4)),
    spread: Math.round(100 * spread) / 100,
  };
}

export function isTimed(cell: Cell | undefined): cell is Timed {
  return cell !== undefined && 'milliseconds' in cell;
}

/** From one thread to many, then the graphics device. */
export function sortedIds(ids: Iterable<string>): string[] {
  return [...new Set(ids)].toSorted((a, b) => threadsOf(a) - threadsOf(b));
}

function threadsOf(id: string): number {
  return id === graphics ? Infinity : Number(id);
}
