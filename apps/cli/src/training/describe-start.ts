import { formatEstimate } from '@rondo/seq2seq';
import { formatChange } from '../config/compare-configs.ts';
import { describeMerges } from '../data/learned-merges.ts';
import { formatCount } from '../progress/format.ts';
import { describeFitted } from './fit-batches.ts';
import { layerLines } from './layer-table.ts';
import { leakLines } from './leaks.ts';
import { describeOrigin } from './origin.ts';
import type { Session } from './session.ts';

/** What a person should know of a run before its first step. */
export function describeStart(session: Session, resume: boolean): string {
  const { data, codec, model, trainer, changes, estimate, origin } = session;
  const { source, target } = codec;
  const learned = resume ? undefined : describeMerges(session.config, codec.config);
  const lines = [
    ...data.report,
    ...(learned === undefined ? [] : [learned]),
    `Vocabularies: ${source.vocabulary.size} source and ${target.vocabulary.size} target entries`,
    ...(estimate ? ['', ...layerLines(estimate.layers), ''] : []),
    `Model: ${formatCount(model.parameterCount())} parameters; ${trainer.totalSteps} steps to take`,
    ...(estimate ? [`Estimate: ${formatEstimate(estimate)}`] : []),
    ...(session.fitted ? [describeFitted(session.fitted)] : []),
    ...(origin ? describeOrigin(origin) : []),
    ...(origin && !session.config.tokenizer
      ? [
          'Tokenisers and vocabularies: those of that model, for the config names no tokenizer; new words are added',
        ]
      : []),
  ];
  lines.push(...leftOutLines(session), ...(resume ? [] : leakLines(data)));
  if (resume) lines.push(`Going on after step ${trainer.step}`, ...changes.map(formatChange));
  return `${lines.join('\n')}\n\n`;
}

function leftOutLines({ trainer, model, leftOut }: Session): string[] {
  const { longestTarget } = model;
  const positions = `model.maxLength = ${longestTarget}`;
  const batch = `training.maxTokens = ${trainer.config.maxTokens}`;
  const limit = longestTarget < Number(trainer.config.maxTokens) ? positions : batch;
  const counts = [
    ['training', trainer.dropped, limit],
    ['validation', leftOut.validation + trainer.droppedValidation, limit],
    ['test', leftOut.test, positions],
  ] as const;
  return counts
    .filter(([, count]) => count > 0)
    .map(([name, count, longer]) => `Left out: ${count} ${name} pairs longer than ${longer}`);
}
