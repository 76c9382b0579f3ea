import {
  currentScope,
  type AnyOp,
  type Inputs,
  type Recorder,
  type Scope,
  type Tensor,
} from '@rondo/tensor';

/** Collects the tensors that ops read but the current scope did not make, and holds their memory until `letGo`. */
export class OutsideTensors implements Recorder {
  readonly #tensors = new Set<Tensor>();
  readonly #inside = currentScope();

  record(_op: AnyOp, inputs: Inputs): void {
    for (const input of inputs) if (input) this.add(input);
  }

  add(tensor: Tensor): void {
    if (this.#tensors.has(tensor) || isWithin(tensor.owner, this.#inside)) return;
    tensor.pin();
    this.#tensors.add(tensor);
  }

  tensors(): Tensor[] {
    return [...this.#tensors];
  }

  letGo(): void {
    for (const tensor of this.#tensors) tensor.unpin();
    this.#tensors.clear();
  }
}

function isWithin(scope: Scope | undefined, outer: Scope | undefined): boolean {
  for (let at = scope; at; at = at.parent) if (at === outer) return true;
  return false;
}
