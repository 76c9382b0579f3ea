import { padSequences, specialIndex, type PaddedSequences } from '@rondo/data';
import { headAttention, Translator } from '@rondo/seq2seq';
import { dispose, keep, scope, softmax, tensor } from '@rondo/tensor';
import { bestTokens, growBeamTree, type TreeNode } from './beam-tree.ts';
import type { NextToken, TranslateInput, TranslateOutput, ViewNode, ViewTree } from './protocol.ts';
import type { TrainingRun } from './training-run.ts';

const nextShown = 12;
const end = '[end]';

/** Translates a sentence, and tells where the model looked. */
export async function translate(
  { model, codec, hasAttention }: TrainingRun,
  { text, beam }: TranslateInput,
): Promise<TranslateOutput> {
  const [translation] = await new Translator(model, codec).translate([text], {
    decoding: { beam },
    attention: hasAttention,
  });
  const { sourceTokens, tokens, finished, logProbabilities, attention } = translation!;
  const ids = codec.source.vocabulary.encode(sourceTokens);
  const written = finished ? [...tokens, end] : tokens;
  const heads = await headAttention(model, ids, codec.target.vocabulary.encode(tokens));
  return {
    text: translation!.text,
    sourceTokens: [...sourceTokens, end],
    tokens: written,
    probabilities: logProbabilities.map(Math.exp),
    attention,
    heads: heads?.map((layer) => layer.map((head) => head.slice(0, written.length))),
    unknown: sourceTokens.filter((_, n) => ids[n] === specialIndex.unknown),
  };
}

/** The tree of beam search after the tokens that a person has put there. */
export async function tree(
  run: TrainingRun,
  { text, beam, prefix }: TranslateInput & { readonly prefix: readonly number[] },
): Promise<ViewTree> {
  const { nodes, outputs } = await growBeamTree(run.model, sourceOf(run, text), { beam, prefix });
  const { tokenizer, vocabulary } = run.codec.target;
  const view = (node: TreeNode): ViewNode => ({
    ...node,
    text: node.parent < 0 ? '' : vocabulary.tokenAt(node.token),
    isEnd: node.token === specialIndex.end,
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

/** What may come after some tokens, the most probable first. */
export async function next(
  run: TrainingRun,
  { text, prefix }: { readonly text: string; readonly prefix: readonly number[] },
): Promise<NextToken[]> {
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
    return bestTokens(scores, nextShown).map((token) => ({
      token,
      text: run.codec.target.vocabulary.tokenAt(token),
      probability: scores[token]!,
    }));
  } finally {
    state.dispose();
  }
}

function sourceOf({ codec: { source } }: TrainingRun, text: string): PaddedSequences {
  const ids = source.vocabulary.encode(source.tokenizer.tokenize(text));
  return padSequences([ids], { end: true });
}
