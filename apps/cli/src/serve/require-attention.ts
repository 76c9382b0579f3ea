import { UsageError } from '../errors.ts';
import type { TranslationSettings } from '../translation/settings.ts';

/** @throws UsageError for what needs a model with attention. */
export function refuseAttention({
  decoding,
  replaceUnknown,
  mustContain,
}: TranslationSettings): void {
  const { beam = 1, nBest = 1, coveragePenalty = 'none', beta = 0 } = decoding;
  const isSearch = beam > 1 || nBest > 1 || mustContain.length > 0;
  const option = replaceUnknown ? 'replaceUnknown' : 'coveragePenalty';
  if (!replaceUnknown && !(isSearch && coveragePenalty !== 'none' && beta > 0)) return;
  throw new UsageError(
    `${option} goes by what a model attends to, and this model has no attention; leave it out`,
  );
}

/** @throws UsageError: there are none. */
export function refuseWeights(): never {
  throw new UsageError('attention: this model has no attention; leave it out');
}
