import type { TensorSpec } from './tensor-spec.ts';

interface Common {
  /** The name in every table and in `--only`: gemm_256x256x256, gru_fb, … */
  readonly name: string;
  /** The inputs, parameters and upstream gradients, in the order of their seeds. */
  readonly tensors: readonly TensorSpec[];
  /** Largest error of an output against ours, as a part of the largest magnitude in that output. */
  readonly tolerance: number;
}

/** c = A B; with transposeA tensor `a` is [K, M] and used transposed, with transposeB tensor `b` is [N, K]. Output: c [M, N]. */
export interface GemmWorkload extends Common {
  readonly kind: 'gemm';
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * One layer over x [N, L, D] from a zero state, PyTorch's equations and names (weight_ih_l0, …, with _reverse).
 * Outputs: output [N, L, H * directions]; with backward also `grad.<name>` of every tensor whose spec says gradient,
 * where the gradient of output is the tensor grad_output (in PyTorch: output.backward(grad_output)).
 */
export interface RecurrentWorkload extends Common {
  readonly kind: 'recurrent';
  readonly cell: 'gru' | 'lstm';
  readonly bidirectional: boolean;
  readonly backward: boolean;
  readonly batch: number;
  readonly length: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** torch.nn.TransformerEncoderLayer, batch first, post-norm, ReLU, no dropout, no mask. Outputs as RecurrentWorkload. */
export interface EncoderLayerWorkload extends Common {
  readonly kind: 'encoder_layer';
  readonly backward: boolean;
  readonly batch: number;
  readonly length: number;
  readonly dModel: number;
  readonly heads: number;
  readonly feedForward: number;
}

/**
 * A non-local block, embedded Gaussian with 1/√innerChannels, batch normalisation behind conv_out: x [N, C, H, W] or [N, C, T, H, W],
 * φ and g max-pooled by 2 in space with `subsample`. Outputs as RecurrentWorkload; forward alone is in evaluation, with running statistics
 * 0 and 1.
 */
export interface NonLocalWorkload extends Common {
  readonly kind: 'non_local';
  readonly backward: boolean;
  readonly batch: number;
  readonly channels: number;
  readonly innerChannels: number;
  /** Height and width, or frames, height and width. */
  readonly positions: readonly number[];
  readonly subsample: boolean;
}

export interface TransformerSizes {
  readonly batch: number;
  /** Source and target length. */
  readonly length: number;
  readonly dModel: number;
  readonly heads: number;
  readonly feedForward: number;
  /** Encoder layers, and as many decoder layers. */
  readonly layers: number;
  readonly vocabulary: number;
}

/**
 * torch.nn.Transformer (post-norm, ReLU, no dropout, final encoder and decoder norms, causal target mask) and `output`, a linear
 * layer to the vocabulary; mean cross-entropy against `labels`; one Adam step (betas 0.9 and 0.999, epsilon 1e-8).
 * With embeddings, source = source_embedding[source_ids] * sqrt(dModel) + positions and the same for the target;
 * without, tensors `source` and `target` [N, L, D] are given. positions [L, D] is a constant.
 * Outputs, from fresh parameters: loss [1]; grad.<name> of the tensors named in `checked`; losses [3] of three steps one after the other.
 */
export interface Seq2seqStepWorkload extends Common, TransformerSizes {
  readonly kind: 'seq2seq_step';
  readonly embeddings: boolean;
  readonly learningRate: number;
  readonly checked: readonly string[];
}

/**
 * The same model (with embeddings) in inference: encode source_ids, then `length` greedy steps with cached keys and values
 * from token `start`, none of which ends a sentence. Output: tokens [N, length] as float32.
 */
export interface GreedyDecodeWorkload extends Common, TransformerSizes {
  readonly kind: 'greedy_decode';
  readonly start: number;
}

/** softmax over the last axis of x [rows, columns]. Output: y. */
export interface SoftmaxWorkload extends Common {
  readonly kind: 'softmax';
  readonly rows: number;
  readonly columns: number;
}

/** Mean cross-entropy of logits [rows, columns] against labels [rows], forward and backward. Outputs: loss [1], grad.logits. */
export interface CrossEntropyWorkload extends Common {
  readonly kind: 'cross_entropy';
  readonly rows: number;
  readonly columns: number;
}

/** LayerNorm over the last axis of x [rows, columns] with weight and bias, epsilon 1e-5. Outputs: y; with backward also grad.x, grad.weight and grad.bias, where the gradient of y is grad_output. */
export interface LayerNormWorkload extends Common {
  readonly kind: 'layer_norm';
  readonly rows: number;
  readonly columns: number;
  readonly backward: boolean;
}

/** tanh(x * a + b) * c with numbers a, b, c. Output: y. */
export interface ChainWorkload extends Common {
  readonly kind: 'chain';
  readonly elements: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Rows `ids` of weight [vocabulary, dModel]. Output: y [tokens, dModel]; with backward only the dense grad.weight, where the gradient of y is grad_output. */
export interface EmbeddingWorkload extends Common {
  readonly kind: 'embedding';
  readonly vocabulary: number;
  readonly dModel: number;
  readonly tokens: number;
  readonly backward: boolean;
}

/** One Adam step (PyTorch's, no weight decay) on `parameter` with the gradient `gradient`; a run is a further step. Output, after the first step: parameter. */
export interface AdamWorkload extends Common {
  readonly kind: 'adam';
  readonly elements: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** `operations` times y = y + b from y = a, one operation after the other, on `elements` numbers. Output: y. */
export interface SmallOpWorkload extends Common {
  readonly kind: 'small_op';
  readonly elements: number;
  readonly operations: number;
}

/**
 * A GRU forward (as RecurrentWorkload) at each of `lengths`, none seen before: x is cut to its first `length` steps of every row.
 * Answered to `first`, not to `run`. Output: output at the first of the lengths.
 */
export interface NewLengthWorkload extends Common {
  readonly kind: 'new_length';
  readonly batch: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly lengths: readonly number[];
}

/**
 * Word vectors by negative sampling. `draws` [sentences, length], in 0 .. 1, are the words: w<floor(vocabulary ** draw) - 1>, of which word
 * r comes in proportion to 1 / (r + 1). The window of each place is drawn from 1 to `window`. A run is one epoch over the sentences.
 * Output: norms, those of the two tables [words, dimensions] after `epochs` from random vectors, with a learning rate that falls to 1e-4.
 */
export interface WordVectorsWorkload extends Common {
  readonly kind: 'word_vectors';
  readonly architecture: 'skipGram' | 'cbow';
  readonly vocabulary: number;
  readonly dimensions: number;
  readonly window: number;
  readonly negatives: number;
  readonly subsample: number;
  readonly learningRate: number;
  readonly epochs: number;
}

export type Workload =
  | GemmWorkload
  | RecurrentWorkload
  | EncoderLayerWorkload
  | NonLocalWorkload
  | Seq2seqStepWorkload
  | GreedyDecodeWorkload
  | SoftmaxWorkload
  | CrossEntropyWorkload
  | LayerNormWorkload
  | ChainWorkload
  | EmbeddingWorkload
  | AdamWorkload
  | SmallOpWorkload
  | NewLengthWorkload
  | WordVectorsWorkload;

export type WorkloadOf<K extends Workload['kind']> = Extract<Workload, { readonly kind: K }>;
