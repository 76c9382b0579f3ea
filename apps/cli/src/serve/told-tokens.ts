import type { OutputToken, TranslateOptions } from '@rondo/seq2seq';
import { UsageError } from '../errors.ts';
import type { TranslationSettings } from '../translation/settings.ts';
import type { Sentence } from './batcher.ts';

/** Tells the tokens of a sentence under its number in the request, each of them once. */
export function tellOnce(
  sentence: number,
  onToken: (token: OutputToken) => void,
): Sentence['onToken'] {
  let told = 0;
  return (output, place) => {
    if (place <= told) return;
    told = place;
    const { token } = output;
    onToken({
      sentence,
      token,
      get text() {
        return output.text;
      },
    });
  };
}

/** Tells each sentence its tokens; nothing where none wants them. */
export function tellEach(sentences: readonly Sentence[]): TranslateOptions['onToken'] {
  if (sentences.every(({ onToken }) => onToken === undefined)) return undefined;
  const places = sentences.map(() => 0);
  return (output) => {
    const { sentence } = output;
    places[sentence]! += 1;
    sentences[sentence]!.onToken?.(output, places[sentence]!);
  };
}

/** @throws UsageError for beam search, whose tokens are certain only at its end. */
export function refuseBeam({ decoding, mustContain }: TranslationSettings): void {
  const { beam = 1, nBest = 1 } = decoding;
  if (beam === 1 && nBest === 1 && mustContain.length === 0) return;
  throw new UsageError(
    'stream tells tokens as they are chosen, and those of beam search are certain only at its end; leave out beam, nBest and mustContain, or stream',
  );
}
