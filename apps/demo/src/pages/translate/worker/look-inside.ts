import { padSequences, specialIndex, type PaddedSequences } from '@rondo/data';
import { decode, headAttention } from '@rondo/seq2seq';
import { dispose, keep, scope, softmax, tensor } from '@rondo/tensor';
import { Mistake } from '../../../mistakes/mistake.ts';
import { bestTokens, growBeamTree, type TreeNode } from './beam-tree.ts';
import type {
  LookOutput,
  NextToken,
  TranslateInput,
  TranslateOutput,
  ViewNode,
  ViewTree,
} from './protocol.ts';
import { mostTokens } from './run-config.ts';
import type { TrainingRun } from './training-run.ts';

const nextShown = 12;
const end = '[end]';

/** What the model makes of a sentence, and how it decides after a prefix. */
export async function look(run: TrainingRun, input: TranslateInput): Promise<LookOutput> {
  return {
    output: await translate(run, input),
    tree: await tree(run, input),
    next: await next(run, input),
  };
}

/** Translates a sentence, and tells where the model looked. */
export async function translate(
  run: TrainingRun,
  { text, beam, prefix }: TranslateInput,
): Promise<TranslateOutput> {
  const { model, codec, hasAttention: attention } = run;
  const { source, target } = codec;
  const sourceTokens = tokensOf(run, text);
  const isEnded = prefix.at(-1) === specialIndex.end;
  const start = isEnded ? prefix.slice(0, -1) : prefix;
  // Where the model looked before a forced [end] does not depend on what it would have written instead.
  const length = isEnded ? { beam: 1, maxLength: start.length + 1 } : { beam };
  const options = { ...length, prefixes: [start], attention };
  const [hypotheses] = await decode(model, sourceOf(run, text), options);
  const found = hypotheses![0]!;
  const ids = isEnded ? start : found.ids;
  const tokens = ids.map((id) => target.vocabulary.tokenAt(id));
  const written = isEnded || found.finished ? [...tokens, end] : tokens;
  const sourceIds = source.vocabulary.encode(sourceTokens);
  const heads = await headAttention(model, sourceIds, ids);
  return {
    step: run.step,
    text: target.tokenizer.detokenize(tokens),
    sourceTokens: [...sourceTokens, end],
    tokens: written,
    attention: found.attention?.slice(0, written.length),
    heads: heads?.map((layer) => layer.map((head) => head.slice(0, written.length))),
    unknown: [...new Set(sourceTokens.filter((_, n) => sourceIds[n] === specialIndex.unknown))],
  };
}

/** The tree of beam search after the tokens that a person has put there. */
async function tree(run: TrainingRun, { text, beam, prefix }: TranslateInput): Promise<ViewTree> {
  const { nodes, outputs } = await growBeamTree(run.model, sourceOf(run, text), { beam, prefix });
  const { tokenizer, vocabulary } = run.codec.target;
  const view = (node: TreeNode): ViewNode => ({
    ...node,
    text: node.parent < 0 ? '' : vocabulary.tokenAt(node.token),
    isEnd: node.token === specialIndex.end,
    isUnknown: node.token === specialIndex.unknown,
  });
  const textTo = (id: number): string => {
    const tokens: string[] = [];
    for (let node = nodes[id]!; node.parent >= 0; node = nodes[node.parent]!) {
      if (node.token !== specialIndex.end) tokens.unshift(vocabulary.tokenAt(node.token));
    }
    return tokenizer.detokenize(tokens);
  };
  return {
    nodes: nodes.map(view),
    outputs: outputs.map((node) => ({
      node,
      text: textTo(node),
      probability: Math.exp(nodes[node]!.sum),
    })),
  };
}

/** What may come after some tokens, the most probable first. [unknown] is none: it stands for words that the model does not have, and leads nowhere. */
async function next(run: TrainingRun, { text, prefix }: TranslateInput): Promise<NextToken[]> {
  if (prefix.at(-1) === specialIndex.end) return [];
  const { model } = run;
  const source = sourceOf(run, text);
  const state = keep(
    scope(() =>
      model.startDecoding(tensor(source.ids, { shape: source.shape }), tensor(source.lengths)),
    ),
  );
  try {
    let scores: ArrayLike<number> = [];
    for (const token of [specialIndex.begin, ...prefix]) {
      const step = keep(scope(() => softmax(state.step(tensor(Int32Array.of(token))).logits, -1)));
      scores = await step.data();
      dispose(step);
    }
    return bestTokens(scores, nextShown + 1)
      .filter((token) => token !== specialIndex.unknown)
      .slice(0, nextShown)
      .map((token) => ({
        token,
        text: run.codec.target.vocabulary.tokenAt(token),
        probability: scores[token]!,
      }));
  } finally {
    state.dispose();
  }
}

/** @throws Mistake for a sentence that has no tokens, or more than any that was learned. */
function tokensOf({ codec: { source } }: TrainingRun, text: string): string[] {
  const tokens = text.trim() === '' ? [] : source.tokenizer.tokenize(text);
  if (tokens.length === 0) throw new Mistake('noSentence');
  if (tokens.length < mostTokens) return tokens;
  throw new Mistake('longSentence', tokens.length, mostTokens - 1);
}

function sourceOf(run: TrainingRun, text: string): PaddedSequences {
  const ids = run.codec.source.vocabulary.encode(tokensOf(run, text));
  return padSequences([ids], { end: true });
}
