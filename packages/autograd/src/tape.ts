import {
  recorders,
  writesInPlace,
  type AnyOp,
  type Inputs,
  type Recorder,
  type Tensor,
} from '@rondo/tensor';

/** One op as it ran. */
export interface TapeNode {
  readonly op: AnyOp;
  readonly inputs: Inputs;
  readonly outputs: readonly Tensor[];
  readonly attributes: unknown;
  /** How many writes in place there were when the op had run. */
  readonly writes: number;
}

/**
 * A list of the ops that depend on watched tensors, in the order in which they ran, which is a topological order: the way back is
 * one reverse loop. Tensors are saved by reference and pinned, so that an inner scope or `dispose()` does not free them early.
 */
export class Tape implements Recorder {
  readonly #watches: (tensor: Tensor) => boolean;
  readonly #nodes: TapeNode[] = [];
  readonly #tracked = new Set<Tensor>();
  /** Where a path from a watched tensor ended in an op without gradient, and why. */
  readonly #cuts = new Map<Tensor, string>();

  constructor(watches: (tensor: Tensor) => boolean) {
    this.#watches = watches;
  }

  wantsGradient(inputs: Inputs): boolean {
    return inputs.some((input) => input !== undefined && this.tracks(input));
  }

  record(op: AnyOp, inputs: Inputs, outputs: readonly Tensor[], attributes: unknown): void {
    if (!this.wantsGradient(inputs)) {
      this.#passOnCuts(inputs, outputs);
      return;
    }
    if (typeof op.vjp !== 'function') {
      for (const output of outputs) this.#cuts.set(output, `${op.name}: ${op.vjp.why}`);
      return;
    }
    for (const input of inputs) input?.pin();
    for (const output of outputs) {
      output.pin();
      // Whole numbers and truth values carry no gradient (the indices of topk).
      if (output.dtype === 'float32') this.#tracked.add(output);
    }
    this.#nodes.push({ op, inputs, outputs, attributes, writes: writesInPlace() });
  }

  #passOnCuts(inputs: Inputs, outputs: readonly Tensor[]): void {
    if (this.#cuts.size === 0) return;
    for (const input of inputs) {
      const cut = input && this.#cuts.get(input);
      if (cut) for (const output of outputs) this.#cuts.set(output, cut);
    }
  }

  /** Whether a gradient flows through this tensor. */
  tracks(tensor: Tensor): boolean {
    return this.#tracked.has(tensor) || this.#watches(tensor);
  }

  /** Why no gradient reaches this tensor, if an op on the way has none. */
  cutBefore(tensor: Tensor): string | undefined {
    return this.#cuts.get(tensor);
  }

  /** Takes the last op off the tape; its tensors stay pinned until `letGo`. */
  pop(): TapeNode | undefined {
    return this.#nodes.pop();
  }

  letGo({ inputs, outputs }: TapeNode): void {
    for (const input of inputs) input?.unpin();
    for (const output of outputs) output.unpin();
  }

  /** Lets go of everything still recorded. */
  release(): void {
    for (let node = this.pop(); node; node = this.pop()) this.letGo(node);
    this.#tracked.clear();
    this.#cuts.clear();
  }
}

/** The tapes that record at this moment. */
export function activeTapes(): Tape[] {
  return recorders().filter((recorder) => recorder instanceof Tape);
}
