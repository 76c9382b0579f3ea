import type { Seq2Seq } from '@rondo/seq2seq';
import { CliError } from '../errors.ts';

/** Whether one of the models tells which source tokens it looked at. */
export function hasAttention(models: readonly Seq2Seq[]): boolean {
  return models.some(({ config }) => !('attention' in config) || config.attention !== 'none');
}

/** @throws CliError for options that show where a model without attention looked. */
export function requireAttention(
  models: readonly Seq2Seq[],
  options: { readonly alignment: boolean; readonly attention: boolean },
): void {
  const asked = (['alignment', 'attention'] as const).filter((name) => options[name]);
  if (asked.length === 0 || hasAttention(models)) return;
  const names = asked.map((name) => `--${name}`).join(' and ');
  throw new CliError(`the model has no attention to show; leave out ${names}`);
}
