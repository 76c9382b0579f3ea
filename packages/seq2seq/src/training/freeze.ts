import { freeze, type NamePattern } from '@rondo/layers-core';
import { ConfigError } from '../config/parse.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';

/**
 * Freezes the parameters that a config names: `encoder`, `encoder.rnn.weight_ih_l0`, `/embedding/i`.
 * @throws RangeFault for a pattern that matches nothing; ConfigError for a faulty expression, or when nothing is left to train.
 */
export function freezeByName(model: Seq2Seq, patterns: readonly string[]): void {
  for (const pattern of patterns) freeze(model, patternOf(pattern));
  if (model.parameters().some(({ requiresGrad }) => requiresGrad)) return;
  throw new ConfigError(
    `training.freeze: ${patterns.join(', ')} freezes every parameter, so that there is nothing to train; leave some out`,
    { patterns },
  );
}

function patternOf(text: string): NamePattern {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(text) ?? [];
  if (source === undefined) return text;
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new ConfigError(`training.freeze: ${text} is no expression (${String(error)})`, {
      pattern: text,
    });
  }
}
