import { DataError } from '../errors.ts';
import { SentencePieceModel } from '../sentencepiece/sentence-piece-model.ts';
import type { Tokenizer, TokenizerConfig } from './tokenizer.ts';

/** Pieces of a SentencePiece model, for a vocabulary of one's own; `SentencePieceModel` gives the model's ids. */
export class SentencePieceTokenizer implements Tokenizer {
  readonly name = 'sentencepiece';
  readonly model: SentencePieceModel;

  constructor(model: SentencePieceModel) {
    this.model = model;
  }

  tokenize(text: string): string[] {
    return this.model.encodePieces(text);
  }

  detokenize(tokens: readonly string[]): string {
    return this.model.decodePieces(tokens).trim();
  }
}

/** The config of the tokeniser for the bytes of a `.model` file, which are checked; it holds them as base64. */
export function sentencePieceConfig(
  bytes: Uint8Array,
  name?: string,
): Extract<TokenizerConfig, { kind: 'sentencepiece' }> {
  void new SentencePieceModel(bytes, name);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { kind: 'sentencepiece', model: btoa(text) };
}

/** The model of a config. */
export function sentencePieceModel(base64: string): SentencePieceModel {
  let text: string;
  try {
    text = atob(base64);
  } catch (error) {
    throw new DataError(
      `tokenizer: the SentencePiece model of a config must be base64, received ${JSON.stringify(base64.slice(0, 40))}; make the config with sentencePieceConfig(bytes)`,
      { received: base64.slice(0, 40) },
      error,
    );
  }
  return new SentencePieceModel(Uint8Array.from(text, (unit) => unit.charCodeAt(0)));
}
