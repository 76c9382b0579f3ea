import { Random, shuffle } from '@rondo/data';
import { Translator } from '@rondo/seq2seq';
import type { Sample, Validated } from './protocol.ts';
import { samplesShown, type TrainingRun } from './training-run.ts';

/** How a run that was taken up did when it was tried last, and what its model writes now; undefined where it was never tried. */
export async function lastValidation(run: TrainingRun): Promise<Validated | undefined> {
  const last = run.trainer?.state().history.validation.at(-1);
  if (!last) return undefined;
  const { step, loss, metrics } = last;
  return { step, loss, exactMatch: metrics?.['exactMatch'] ?? 0, samples: await samplesOf(run) };
}

/** The same sentences that validation shows. */
async function samplesOf({ model, codec, validation }: TrainingRun): Promise<readonly Sample[]> {
  const drawn = shuffle([...validation], new Random(1)).slice(0, samplesShown);
  const sources = drawn.map(({ source }) => source);
  const translations = await new Translator(model, codec).translate(sources, {
    decoding: { beam: 1 },
  });
  const { tokenizer } = codec.target;
  return drawn.map(({ source, target: reference }, n) => {
    const { text: output, tokens } = translations[n]!;
    const isMatch = tokens.join('\n') === tokenizer.tokenize(reference).join('\n');
    return { source, reference, output, isMatch };
  });
}
