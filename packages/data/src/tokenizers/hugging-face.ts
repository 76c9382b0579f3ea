import { DataError } from '../errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What is used of the package @huggingface/tokenizers. */
interface Package {
  readonly Tokenizer: new (json: object, config: object) => PackageTokenizer;
}

interface PackageTokenizer {
  tokenize(text: string, options: { add_special_tokens: boolean }): string[];
  encode(
    text: string,
    options: { add_special_tokens: boolean },
  ): { readonly ids: readonly number[]; readonly tokens: readonly string[] };
  decode(ids: number[], options: { skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  readonly decoder: { decode(tokens: string[]): string } | null;
  get_vocab(withAdded?: boolean): ReadonlyMap<string, number>;
}

export interface HuggingFaceTokenizerOptions {
  /** The content of `tokenizer_config.json`, if there is one. */
  readonly config?: unknown;
  /** What errors call the file. Default 'tokenizer.json'. */
  readonly name?: string;
}

let loaded: Package | undefined;

/** Loads @huggingface/tokenizers, once; needed before a `HuggingFaceTokenizer` is made. */
export async function loadHuggingFace(): Promise<void> {
  if (loaded) return;
  try {
    loaded = (await import('@huggingface/tokenizers')) as unknown as Package;
  } catch (error) {
    throw new DataError(
      'tokenizer.json is read by the package @huggingface/tokenizers, which is not there; npm install @huggingface/tokenizers',
      {},
      error,
    );
  }
}

/** The tokeniser of a Hugging Face `tokenizer.json` (WordPiece, BPE or Unigram), through @huggingface/tokenizers. */
export class HuggingFaceTokenizer implements Tokenizer {
  readonly name = 'huggingface';
  readonly #tokenizer: PackageTokenizer;
  readonly #file: string;
  readonly #special: ReadonlySet<unknown>;

  /**
   * @param json The parsed content of `tokenizer.json`.
   * @throws DataError before `loadHuggingFace()` has been awaited, and for a file that is none or is damaged.
   */
  constructor(
    json: unknown,
    { config, name = 'tokenizer.json' }: HuggingFaceTokenizerOptions = {},
  ) {
    if (!loaded) {
      throw new DataError(
        'HuggingFaceTokenizer: its package is not loaded; await loadHuggingFace() or loadTokenizer(config) first',
      );
    }
    this.#file = name;
    checkShape(json, name);
    this.#special = specialTokens(json);
    const settings = typeof config === 'object' && config !== null ? config : {};
    const make = loaded.Tokenizer;
    // As in the Rust library: blanks are tidied only where the config says so.
    const tidy = { clean_up_tokenization_spaces: false };
    this.#tokenizer = this.#guarded('read it', () => new make(json, { ...tidy, ...settings }));
    // What is wrong inside often shows only in use.
    this.tokenize('a b');
  }

  /** Reads the text of the files `tokenizer.json` and, where given, `tokenizer_config.json`. */
  static async parse(
    text: string,
    { config, name = 'tokenizer.json' }: { readonly config?: string; readonly name?: string } = {},
  ): Promise<HuggingFaceTokenizer> {
    await loadHuggingFace();
    const json = parseJson(text, name);
    const settings = config === undefined ? undefined : parseJson(config, 'tokenizer_config.json');
    return new HuggingFaceTokenizer(json, { config: settings, name });
  }

  /** The number of tokens, added ones included. */
  get size(): number {
    return this.#tokenizer.get_vocab(true).size;
  }

  /** The tokens of a text, without those that mark its beginning and end. */
  tokenize(text: string): string[] {
    return this.#guarded('split text', () =>
      this.#tokenizer.tokenize(text, { add_special_tokens: false }),
    );
  }

  /** The text of tokens, without special ones; a token that the file does not have is text as it is. */
  detokenize(tokens: readonly string[]): string {
    const ids = tokens.map((token) => this.#tokenizer.token_to_id(token));
    if (!ids.includes(undefined)) return this.decode(ids as number[]);
    const kept = tokens.filter((token) => !this.#special.has(token));
    const { decoder } = this.#tokenizer;
    return decoder ? this.#guarded('join tokens', () => decoder.decode(kept)) : kept.join(' ');
  }

  /** The file's ids of a text; `special: true` adds the tokens that mark beginning and end. */
  encode(text: string, { special = false }: { readonly special?: boolean } = {}): Int32Array {
    return this.#guarded('split text', () =>
      Int32Array.from(this.#tokenizer.encode(text, { add_special_tokens: special }).ids),
    );
  }

  /** The text of the file's ids, without special tokens. */
  decode(ids: Iterable<number>): string {
    const list = [...ids];
    for (const id of list) {
      if (this.#tokenizer.id_to_token(id) !== undefined) continue;
      throw new DataError(
        `${this.#file}: there is no id ${id}, it has ${this.size} tokens; was the text encoded with another tokeniser?`,
        { id, size: this.size },
      );
    }
    return list.length === 0
      ? ''
      : this.#guarded('join tokens', () =>
          this.#tokenizer.decode(list, { skip_special_tokens: true }),
        );
  }

  #guarded<Result>(what: string, action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw new DataError(
        `${this.#file}: @huggingface/tokenizers cannot ${what}: ${error instanceof Error ? error.message : String(error)}; is the file whole, and of a kind that the package knows?`,
        { file: this.#file },
        error,
      );
    }
  }
}

export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(
      `${name}: not valid JSON (${(error as Error).message}); copy or download it again`,
      { name },
      error,
    );
  }
}

/** What every tokenizer.json has: a model with a type and a vocabulary of distinct ids. */
function checkShape(json: unknown, name: string): asserts json is object {
  const model = record(json)?.['model'];
  const { type, vocab } = record(model) ?? {};
  if (typeof vocab !== 'object' || vocab === null) {
    throw new DataError(
      `${name}: expected a "model" with a "vocab", received ${(JSON.stringify(model) ?? 'nothing').slice(0, 60)}; is this a tokenizer.json of Hugging Face?`,
      { name, type },
    );
  }
  const ids = Array.isArray(vocab) ? [...vocab.keys()] : Object.values(vocab);
  const wrong = ids.find((id) => !Number.isSafeInteger(id) || (id as number) < 0);
  if (wrong === undefined && ids.length > 0 && new Set(ids).size === ids.length) return;
  throw new DataError(
    `${name}: the vocabulary must give every token an id of its own, ${ids.length} tokens have ${new Set(ids).size} ids${wrong === undefined ? '' : `, ${JSON.stringify(wrong)} among them`}; copy or download the file again`,
    { name, tokens: ids.length },
  );
}

/** The texts of the tokens that stand for no text. */
function specialTokens(json: object): ReadonlySet<unknown> {
  const added = record(json)?.['added_tokens'];
  const entries = Array.isArray(added) ? added.map((entry) => record(entry)) : [];
  return new Set(entries.filter((entry) => entry?.['special']).map((entry) => entry?.['content']));
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
