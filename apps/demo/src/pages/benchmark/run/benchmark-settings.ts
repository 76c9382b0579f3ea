import { workloads, type Workload } from '@rondo/workloads';
import { graphics, sortedIds } from '../record/record.ts';

/** Those that a tab has memory and a person patience for, in the order of @rondo/workloads. */
const offeredNames = new Set(
  `gemm_64x64x64 gemm_256x256x256 gemm_512x512x512 gemm_1024x1024x1024
  gru_fwd gru_fb lstm_fwd lstm_fb bigru_fb
  enc_fwd enc_fb attn_fwd attn_fb nl_image_fwd nl_image_fb nl_clips_fb
  s2s_step decode_1 decode_32
  softmax cross_entropy_fb layer_norm_fb emb_fwd emb_grad`.split(/\s+/),
);

export const offered: readonly Workload[] = workloads.filter(({ name }) => offeredNames.has(name));

const usualWork = [
  'gemm_512x512x512',
  'gru_fb',
  'lstm_fb',
  'enc_fb',
  'attn_fb',
  'nl_image_fb',
  'decode_1',
  'emb_grad',
];

export const roundCounts = [3, 7, 15] as const;
const usualRounds = 7;

/** What a person chooses before a run. */
export interface BenchmarkSettings {
  /** Names of workloads, in the order of the page. */
  readonly work: readonly string[];
  /** Ids of what computes; one thread is always there, since it is what the others are compared with. */
  readonly on: readonly string[];
  readonly rounds: number;
}

/** Numbers of threads worth a measurement: powers of two, and all. */
export function threadCounts(processors: number): number[] {
  const counts: number[] = [];
  for (let count = 1; count < processors; count *= 2) counts.push(count);
  return [...counts, processors];
}

/** The settings of an address; `available` are the ids of what this device has. */
export function settingsOf(
  query: Readonly<Record<string, string>>,
  available: readonly string[],
): BenchmarkSettings {
  const named = query['work']?.split(',') ?? usualWork;
  const found = offered.flatMap(({ name }) => (named.includes(name) ? [name] : []));
  const work = found.length === 0 && query['work'] !== 'none' ? usualWork : found;
  const wanted = query['on']?.split(',') ?? available;
  const on = sortedIds(['1', ...available.filter((id) => wanted.includes(id))]);
  const rounds = roundCounts.find((count) => String(count) === query['rounds']) ?? usualRounds;
  return { work, on, rounds };
}

/** What the address tells: only what is not as usual. */
export function queryOf(
  { work, on, rounds }: BenchmarkSettings,
  available: readonly string[],
): Record<string, string | undefined> {
  const isUsual =
    work.length === usualWork.length && work.every((name) => usualWork.includes(name));
  return {
    work: isUsual ? undefined : work.join(',') || 'none',
    on: available.every((id) => on.includes(id)) ? undefined : on.join(','),
    rounds: rounds === usualRounds ? undefined : String(rounds),
  };
}

/** The ids of what computes here. */
export function availableIds(threads: readonly number[], hasGraphics: boolean): string[] {
  return [...threads.map(String), ...(hasGraphics ? [graphics] : [])];
}
