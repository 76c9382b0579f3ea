import type { MistakeKind } from './mistake-texts.ts';

type Fact = string | number;

/** Something that a person can put right: which mistake it is, and what its text tells. The page says it in its language, so the message is data. */
export class Mistake extends Error {
  override readonly name = 'Mistake';

  constructor(kind: MistakeKind, ...facts: readonly Fact[]) {
    super(JSON.stringify([kind, ...facts]));
  }
}

/** The mistake in an error, also in one that has come from a worker with its name and message. */
export function mistakeIn(
  error: unknown,
): { readonly kind: MistakeKind; readonly facts: readonly Fact[] } | undefined {
  if (!(error instanceof Error) || error.name !== 'Mistake') return undefined;
  const [kind, ...facts] = JSON.parse(error.message) as [MistakeKind, ...Fact[]];
  return { kind, facts };
}
