import { whole } from '../../../route/settings.ts';
import type { TranslateOutput, Weights } from '../worker/protocol.ts';

/** Which weights are shown: of one head of a layer, or the mean of all of it. Both count from 1. */
export interface HeadChoice {
  readonly layer: number;
  readonly head: number | 'mean';
}

/** The choice of an address; what the model does not have is as at the start: the layer that alignments are taken from, all heads. */
export function headChoiceOf(
  query: Readonly<Record<string, string>>,
  heads: NonNullable<TranslateOutput['heads']>,
): HeadChoice {
  const usual = Math.max(1, heads.length - 1);
  const layer = whole(query['layer'], 1, heads.length) ?? usual;
  return { layer, head: whole(query['head'], 1, heads[layer - 1]!.length) ?? 'mean' };
}

/** What is shown of the attention of an output. */
export function weightsOf(
  { attention, heads }: Pick<TranslateOutput, 'attention' | 'heads'>,
  query: Readonly<Record<string, string>>,
): Weights | undefined {
  if (!heads) return attention;
  const { layer, head } = headChoiceOf(query, heads);
  const all = heads[layer - 1]!;
  return head === 'mean' ? meanOf(all) : all[head - 1]!;
}

function meanOf(heads: readonly Weights[]): Weights {
  return heads[0]!.map((row, t) =>
    row.map((_, s) => heads.reduce((sum, head) => sum + head[t]![s]!, 0) / heads.length),
  );
}
