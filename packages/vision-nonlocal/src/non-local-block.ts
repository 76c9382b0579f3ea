import { checkOptions, init, Module } from '@rondo/layers-core';
import {
  attentionWeights,
  checkShapes,
  concat,
  elementCount,
  formatShape,
  indexSelect,
  scaledDotProductAttention,
  scope,
  ShapeError,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import {
  clipDimensions,
  imageDimensions,
  sequenceDimensions,
  type AnyBatchNorm,
  type AnyConv,
  type Dimensions,
} from './dimensions.ts';
import { concatenationMap, concatenationMean } from './forms/concatenation.ts';
import { dotProductMap, dotProductMean } from './forms/dot-product.ts';
import {
  settingsOf,
  type NonLocalBlockOptions,
  type NonLocalForm,
  type NonLocalSettings,
} from './non-local-options.ts';
import { placesOf, type Position } from './positions.ts';

export interface SimilarityOptions {
  /** The positions whose maps are wanted, by their numbers in row-major order or by their coordinates; all unless told otherwise. */
  readonly queries?: readonly Position[];
}

/** Positions as rows: θ `[N, Q, D]`, φ `[N, P, D]`. */
interface Rows {
  readonly theta: Tensor;
  readonly phi: Tensor;
}

/** What the blocks of sequences, images and clips share; each says which axes it has. */
abstract class NonLocalBlock extends Module {
  static override readonly torchNames = { concatProject: 'concat_project', convOut: 'conv_out' };

  readonly channels: number;
  readonly innerChannels: number;
  readonly form: NonLocalForm;
  readonly subsample: false | 'after' | 'before';
  /** Factor of the products of a softmax. */
  readonly scale: number;
  /** Weight `[D, C, 1..]`. */
  readonly g: AnyConv;
  readonly theta: AnyConv | undefined;
  readonly phi: AnyConv | undefined;
  /** Weight `[1, 2 D, 1..]`, of θ first, without bias. */
  readonly concatProject: AnyConv | undefined;
  /** Weight `[C, D, 1..]`. */
  readonly convOut: AnyConv;
  readonly bn: AnyBatchNorm | undefined;

  /** @throws RangeFault for sizes below 1 and for options that do not exist. */
  constructor(channels: number, options: NonLocalBlockOptions = {}) {
    super();
    const settings = settingsOf(this, channels, options);
    const { innerChannels, form, norm } = settings;
    this.channels = channels;
    this.innerChannels = innerChannels;
    this.form = form;
    this.subsample = settings.subsample;
    this.scale = settings.scale;

    const { conv, batchNorm } = this.dimensions();
    const inward = (): AnyConv => conv(channels, innerChannels, 1);
    this.g = inward();
    this.theta = form === 'gaussian' ? undefined : inward();
    this.phi = form === 'gaussian' ? undefined : inward();
    this.concatProject =
      form === 'concatenation' ? conv(2 * innerChannels, 1, 1, { bias: false }) : undefined;
    this.convOut = conv(innerChannels, channels, 1);
    this.bn = norm === 'batch' ? batchNorm(channels) : undefined;
    this.#initialise(settings);
  }

  /** The axes of positions, and the layers for them. */
  protected abstract dimensions(): Dimensions;

  /**
   * z = W_z y + x, each position's input with what it takes from all others.
   * @throws ShapeError when x does not have its axes and channels, or is too small to be pooled.
   */
  forward(x: Tensor): Tensor {
    this.#check(x);
    return scope(() => {
      const { rows, g } = this.#embed(x);
      const y = this.#mean(rows, g);
      const image = y
        .transpose(1, 2)
        .reshape([x.shape[0]!, this.innerChannels, ...x.shape.slice(2)]);
      const out = this.convOut.forward(image);
      return x.add(this.bn ? this.bn.forward(out) : out);
    });
  }

  /**
   * f(xᵢ, xⱼ) / C(x), what position i takes of position j: x `[N, C, ..]` → `[N, Q, P]`, with a row for each query, or each that is asked
   * for, and a column for each position, or each pooled one, in row-major order. Rows of the Gaussian forms sum to 1.
   * @throws ShapeError when x does not fit; RangeFault for queries outside it.
   */
  similarityMaps(x: Tensor, options: SimilarityOptions = {}): Tensor {
    checkOptions(this, options, ['queries']);
    this.#check(x);
    const { queries } = options;
    const sizes = x.shape.slice(2);
    const places = queries && placesOf(this, queries, sizes, this.dimensions().axes);
    return scope(() => {
      const { rows } = this.#embed(x);
      if (!places) return this.#map(rows);
      const { backend } = x.storage;
      const indices = tensor(places, { dtype: 'int32', backend });
      return this.#map({ ...rows, theta: indexSelect(rows.theta, 1, indices) });
    });
  }

  /** The sizes of the axes of a map's columns for x with these axes: those of x, or of x pooled. */
  keySizes(sizes: readonly number[]): number[] {
    if (!this.subsample) return [...sizes];
    return sizes.map((size, axis) => Math.floor(size / this.dimensions().window[axis]!));
  }

  /** x, or what is made of it, position by position. */
  #embed(x: Tensor): { rows: Rows; g: Tensor } {
    const { theta, phi, g, subsample, innerChannels } = this;
    const { pool } = this.dimensions();
    const isBefore = subsample === 'before';
    const pooled = isBefore || (subsample && !theta) ? pool(x) : x;
    const from = isBefore ? pooled : x;
    const pooledAfter = (keys: Tensor): Tensor => (subsample === 'after' ? pool(keys) : keys);
    if (!theta || !phi) {
      const values = pooledAfter(g.forward(from));
      return { rows: { theta: rowsOf(x), phi: rowsOf(pooled) }, g: rowsOf(values) };
    }
    const part = (joint: Tensor, at: number, count = 1): Tensor =>
      joint.narrow(1, at * innerChannels, count * innerChannels);
    // What is made of one input is one product.
    const joint = this.#together(from, isBefore ? [phi, g] : [theta, phi, g]);
    const query = isBefore ? theta.forward(x) : part(joint, 0);
    const keys = pooledAfter(isBefore ? joint : part(joint, 1, 2));
    return {
      rows: { theta: rowsOf(query), phi: rowsOf(part(keys, 0)) },
      g: rowsOf(part(keys, 1)),
    };
  }

  /** The results of several convolutions, as the channels of one. */
  #together(x: Tensor, convs: readonly AnyConv[]): Tensor {
    const weight = concat(
      convs.map((conv) => conv.weight),
      0,
    );
    const bias = concat(
      convs.map((conv) => conv.bias!),
      0,
    );
    return this.dimensions().convolve(x, weight, { bias });
  }

  #mean({ theta, phi }: Rows, g: Tensor): Tensor {
    switch (this.form) {
      case 'dotProduct':
        return dotProductMean(theta, phi, g);
      case 'concatenation': {
        const [a, b] = this.#projected({ theta, phi });
        return concatenationMean(a, b, g);
      }
      default:
        return scaledDotProductAttention(theta, phi, g, { scale: this.scale });
    }
  }

  #map({ theta, phi }: Rows): Tensor {
    switch (this.form) {
      case 'dotProduct':
        return dotProductMap(theta, phi);
      case 'concatenation':
        return concatenationMap(...this.#projected({ theta, phi }));
      default:
        return attentionWeights(theta, phi, { scale: this.scale });
    }
  }

  /** wᵀ [θᵢ; φⱼ] in its two parts: aᵢ = w₁ᵀ θᵢ `[N, Q]` and bⱼ = w₂ᵀ φⱼ `[N, P]`. */
  #projected({ theta, phi }: Rows): [a: Tensor, b: Tensor] {
    const { innerChannels } = this;
    const w = this.concatProject!.weight.reshape([2 * innerChannels, 1]);
    const part = (rows: Tensor, at: number): Tensor =>
      rows.matmul(w.narrow(0, at, innerChannels)).squeeze(2);
    return [part(theta, 0), part(phi, innerChannels)];
  }

  #initialise({ std, zeroInit }: NonLocalSettings): void {
    const { theta, phi, g, concatProject, convOut, bn } = this;
    for (const conv of [theta, phi, g, concatProject, convOut]) {
      if (!conv) continue;
      init.normal(conv.weight, 0, std);
      if (conv.bias) init.zeros(conv.bias);
    }
    if (zeroInit) init.zeros(bn ? bn.weight! : convOut.weight);
  }

  #check(x: Tensor): void {
    const { channels, subsample } = this;
    const { axes, window } = this.dimensions();
    checkShapes(this, { x: [x, ['N', 'channels', ...axes]] }, { channels });
    const sizes = x.shape.slice(2);
    if (elementCount(this.keySizes(sizes)) > 0) return;
    const remedy = subsample ? ' to be pooled; use larger inputs, or subsample: false' : '';
    const least = window.map((size) => (subsample ? size : 1));
    throw new ShapeError(
      `${this.toString()}: expected x [N, channels, ${axes.join(', ')}] with at least ${formatShape(least)} positions${remedy}, ` +
        `received ${formatShape(x.shape)}`,
      { x: x.shape, least },
    );
  }
}

/** `[N, C, ..]` → `[N, P, C]`, a view. */
function rowsOf(x: Tensor): Tensor {
  return x.flatten(2).transpose(1, 2);
}

/** The non-local block for sequences: x `[N, C, L]` → `[N, C, L]`, see `NonLocalBlock2d`. */
export class NonLocalBlock1d extends NonLocalBlock {
  protected override dimensions(): Dimensions {
    return sequenceDimensions;
  }
}

/**
 * z = W_z y + x with yᵢ = 1/C(x) Σⱼ f(xᵢ, xⱼ) g(xⱼ) over all positions j: x `[N, C, H, W]` → `[N, C, H, W]`.
 *
 * | `form`             | f(xᵢ, xⱼ)                            | C(x)    |
 * | 'embeddedGaussian' | exp(θ(xᵢ) · φ(xⱼ) / √innerChannels)  | Σⱼ f    |
 * | 'gaussian'         | exp(xᵢ · xⱼ)                         | Σⱼ f    |
 * | 'dotProduct'       | θ(xᵢ) · φ(xⱼ)                        | their number |
 * | 'concatenation'    | ReLU(wᵀ [θ(xᵢ); φ(xⱼ)])              | their number |
 *
 * θ, φ and g are convolutions with a kernel of 1 to `innerChannels`, W_z one back to C, with batch normalisation behind. No form ever has
 * all f at once: memory is linear in the positions. Source: Wang, Girshick, Gupta & He 2018, "Non-local neural networks".
 */
export class NonLocalBlock2d extends NonLocalBlock {
  protected override dimensions(): Dimensions {
    return imageDimensions;
  }
}

/** The non-local block for clips: x `[N, C, T, H, W]` → `[N, C, T, H, W]`, see `NonLocalBlock2d`. Frames are never pooled. */
export class NonLocalBlock3d extends NonLocalBlock {
  protected override dimensions(): Dimensions {
    return clipDimensions;
  }
}

export type AnyNonLocalBlock = NonLocalBlock1d | NonLocalBlock2d | NonLocalBlock3d;
