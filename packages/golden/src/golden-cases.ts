import { readFileSync } from 'node:fs';
import type { GoldenTensor } from './golden-tensor.ts';

/** The files in `generated/`. */
export type GoldenFile =
  | 'cells'
  | 'cross_entropy'
  | 'embedding'
  | 'mha'
  | 'nonlocal'
  | 'optim'
  | 'rnn'
  | 'sdpa'
  | 'transformer';

/** What PyTorch computed, in float64, from inputs that float32 holds exactly. */
export interface GoldenCase {
  readonly name: string;
  /** Arguments of PyTorch's constructor, by its names. */
  readonly ctor?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, GoldenTensor>>;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly outputs: readonly GoldenTensor[];
  /** ∂L/∂output, so that L = Σ output · seed. */
  readonly gradSeed?: readonly (GoldenTensor | null)[];
  readonly gradsParams?: Readonly<Record<string, GoldenTensor>>;
  readonly gradsInputs?: Readonly<Record<string, GoldenTensor>>;
}

/** All cases of a file; `Case` says what they look like where that is not a `GoldenCase`. */
export function readGolden<Case = GoldenCase>(file: GoldenFile): Case[] {
  const url = new URL(`../generated/${file}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { cases: Case[] }).cases;
}

/** All cases of a file, each with a title of its own for `it.each`. */
export function goldenCases(file: GoldenFile): { title: string; golden: GoldenCase }[] {
  return readGolden(file).map((golden) => ({
    title: `${golden.name} ${JSON.stringify(golden.ctor ?? {})}`,
    golden,
  }));
}
