import { join } from 'node:path';
import { readMetrics } from '../folder/metrics-log.ts';
import { formatDuration, formatNumber } from '../progress/format.ts';
import { filesOf } from './files-of.ts';

const validationsShown = 10;

/** What the folder of a run holds, and how the run went. */
export async function inspectRun(path: string, name: string): Promise<string> {
  const { names, lines } = await filesOf(path);
  const sections = [
    'the folder of a run',
    `Files\n${lines.join('\n')}`,
    ...(await progressOf(join(path, 'metrics.jsonl'))),
  ];
  const hint = names.includes('best.safetensors')
    ? `\nThe model itself: rondo inspect ${join(name, 'best.safetensors')}\n`
    : '';
  return `${sections.join('\n\n')}\n${hint}`;
}

async function progressOf(path: string): Promise<string[]> {
  const lines = await readMetrics(path);
  const steps = lines.flatMap((line) => (line.kind === 'step' ? [line] : []));
  const validations = lines.flatMap((line) => (line.kind === 'validation' ? [line] : []));
  const last = steps.at(-1);
  if (!last) return [];
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const rows = validations.slice(-validationsShown).map((line) => {
    const best = line.isBest ? '  best so far' : '';
    return `  step ${line.step}, epoch ${line.epoch + 1}: loss ${formatNumber(line.loss)}, perplexity ${formatNumber(line.perplexity)}${best}`;
  });
  return [
    [
      'Training',
      `  step ${last.step}, epoch ${last.epoch + 1}, ${tokens.toLocaleString('en')} tokens in ${formatDuration(seconds)}`,
      `  training loss ${formatNumber(last.loss)}, learning rate ${formatNumber(last.learningRate)}`,
    ].join('\n'),
    ...(rows.length > 0 ? [`Last validations\n${rows.join('\n')}`] : []),
  ];
}
