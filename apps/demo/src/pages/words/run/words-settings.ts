import { carried, teller, whole } from '../../../route/settings.ts';

/** What vectors are learned of. */
export const texts = ['english', 'chinese', 'baskets', 'own'] as const;
export type TextName = (typeof texts)[number];

/** What predicts what. */
export const models = ['cbow', 'skipGram'] as const;
export type ModelName = (typeof models)[number];

export const dimensionChoices = [8, 16, 32, 64, 128] as const;
export const windows = [1, 2, 3, 5, 8] as const;
export const epochRange = { least: 1, most: 10_000 };

/** What a person chooses before a run. */
export interface WordsSettings {
  readonly text: TextName;
  readonly model: ModelName;
  /** Numbers of a vector. */
  readonly dimensions: number;
  /** How many words to each side count as neighbours. */
  readonly window: number;
  /** How often the text is read. */
  readonly epochs: number;
  readonly seed: number;
}

const usualEpochs: Readonly<Record<TextName, number>> = {
  english: 120,
  chinese: 120,
  baskets: 40,
  own: 20,
};

export function usualSettings(text: TextName): WordsSettings {
  const isItems = text === 'baskets';
  return {
    text,
    model: isItems ? 'skipGram' : 'cbow',
    dimensions: isItems ? 16 : 32,
    window: 5,
    epochs: usualEpochs[text],
    seed: 1,
  };
}

/** The settings when another text is chosen. */
export function withText(settings: WordsSettings, text: TextName): WordsSettings {
  const before = usualSettings(settings.text);
  return carried(settings, { before, after: usualSettings(text) });
}

/** What the address tells: only what is not as usual. */
export function queryOf(settings: WordsSettings): Record<string, string | undefined> {
  const usual = usualSettings(settings.text);
  const told = teller(settings, usual);
  return {
    text: settings.text === 'english' ? undefined : settings.text,
    model: told('model'),
    dimensions: told('dimensions'),
    window: told('window'),
    epochs: told('epochs'),
    seed: told('seed'),
  };
}

/** The settings of an address; what cannot be read is as usual. */
export function settingsOf(query: Readonly<Record<string, string>>): WordsSettings {
  const usual = usualSettings(texts.find((known) => known === query['text']) ?? 'english');
  return {
    text: usual.text,
    model: models.find((known) => known === query['model']) ?? usual.model,
    dimensions:
      dimensionChoices.find((count) => count === Number(query['dimensions'])) ?? usual.dimensions,
    window: windows.find((width) => width === Number(query['window'])) ?? usual.window,
    epochs: whole(query['epochs'], 1, epochRange.most) ?? usual.epochs,
    seed: whole(query['seed'], 1, 1e6) ?? usual.seed,
  };
}
