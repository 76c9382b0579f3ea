import { noGrad, type Parameter } from '@rondo/autograd';
import { assign, scope, type Tensor } from '@rondo/tensor';
import { checkedRate, groupsOf, type BaseSettings, type Group, type Optimized } from './groups.ts';
import { checkSteps, checkTensors, type OptimizerState } from './optimizer-state.ts';
import { sideBySide } from './side-by-side.ts';

/** What an optimizer knows of one parameter. */
export interface Slot<Name extends string> {
  /** Number of updates, the one being made included. */
  step: number;
  /** What is remembered between steps, in the parameter's shape. */
  readonly memory: Readonly<Record<Name, Tensor>>;
}

/** A parameter that is to be changed. */
export interface Change<Name extends string> {
  readonly parameter: Parameter;
  readonly gradient: Tensor;
  readonly slot: Slot<Name>;
}

/**
 * Changes parameters against their gradients. A subclass says how to change one, and what to remember of it; groups, the learning
 * rate and saving are here.
 */
export abstract class Optimizer<Settings extends BaseSettings, Name extends string> {
  readonly #groups: readonly Group<Settings>[];
  readonly #parameters: readonly Parameter[];
  readonly #slots = new Map<Parameter, Slot<Name>>();
  #learningRate: number;

  /** @throws RangeFault for settings out of range; RondoError when there are no parameters or one is given twice. */
  constructor(optimized: Optimized<Settings>, settings: Settings) {
    this.#learningRate = checkedRate(this.#name, settings.learningRate);
    this.#groups = groupsOf(this.#name, optimized, settings);
    this.#parameters = this.#groups.flatMap(({ parameters }) => parameters);
    for (const group of this.#groups) this.checkSettings(group.settings);
  }

  get #name(): string {
    return this.constructor.name;
  }

  /**
   * Refuses settings that the optimizer cannot work with; called from the constructor with those of each group.
   * @throws RangeFault for settings out of range.
   */
  protected checkSettings(_settings: Settings): void {}

  /** What to remember of a parameter, by PyTorch's names, and the number each starts with. */
  protected abstract memory(settings: Settings): Partial<Record<Name, number>>;

  /** Changes one parameter and its memory in place. Tensors made on the way are freed. */
  protected abstract update(
    parameter: Parameter,
    gradient: Tensor,
    slot: Slot<Name>,
    settings: Settings,
  ): void;

  /** Changes all parameters of a group that have gradients: one by one, unless an optimizer has a faster way. */
  protected updateAll(changes: readonly Change<Name>[], settings: Settings): void {
    for (const { parameter, gradient, slot } of changes) {
      scope(() => this.update(parameter, gradient, slot, settings));
    }
  }

  /** η of the next step: data that may change with every step. Groups with a rate of their own keep their ratio to it. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** @throws RangeFault unless it is a finite number of 0 or more. */
  set learningRate(rate: number) {
    this.#learningRate = checkedRate(this.#name, rate);
  }

  /** Changes every parameter that has a gradient and is not frozen, and clears all gradients. */
  step(): void {
    noGrad(() => {
      for (const { parameters, settings, rateRatio } of this.#groups) {
        const present = { ...settings, learningRate: this.#learningRate * rateRatio };
        this.updateAll(this.#changes(parameters, present), present);
      }
    });
    this.clearGrad();
  }

  #changes(parameters: readonly Parameter[], settings: Settings): Change<Name>[] {
    const changing = parameters.filter(({ grad, requiresGrad }) => grad && requiresGrad);
    const unknown = changing.filter((parameter) => !this.#slots.has(parameter));
    for (const [parameter, slot] of this.#newSlots(unknown, settings)) {
      this.#slots.set(parameter, slot);
    }
    return changing.map((parameter) => {
      const slot = this.#slots.get(parameter)!;
      slot.step++;
      return { parameter, gradient: parameter.grad!, slot };
    });
  }

  /** What is remembered of new parameters: windows on few buffers, so that a device can change many in one go. */
  #newSlots(parameters: readonly Parameter[], settings: Settings): Map<Parameter, Slot<Name>> {
    const starts = Object.entries<number | undefined>(this.memory(settings));
    const windows = starts.map(
      ([name, value]) => [name, sideBySide(parameters, value ?? 0)] as const,
    );
    return new Map(
      parameters.map((parameter, i) => {
        const memory = Object.fromEntries(windows.map(([name, tensors]) => [name, tensors[i]!]));
        return [parameter, { step: 0, memory: memory as Record<Name, Tensor> }];
      }),
    );
  }

  /** Forgets all gradients, without a step. */
  clearGrad(): void {
    for (const parameter of this.#parameters) parameter.clearGrad();
  }

  /** All that a resumed run needs: the tensors themselves, not copies, and numbers that fit in JSON. */
  stateDict(): OptimizerState {
    const slots = this.#parameters.map((parameter) => this.#slots.get(parameter));
    const tensors = Object.fromEntries(slots.flatMap((slot, index) => named(slot, index)));
    const steps = slots.map((slot) => slot?.step ?? 0);
    return { tensors, numbers: { learningRate: this.#learningRate, steps } };
  }

  /**
   * Takes over copies of a state that `stateDict()` of an equal optimizer gave. Where anything does not fit, nothing changes.
   * @throws OptimizerStateError listing what is missing, unexpected, of another shape or on another backend.
   */
  loadStateDict({ tensors, numbers }: OptimizerState): void {
    const { learningRate, steps } = numbers;
    checkSteps(this.#name, steps, this.#parameters.length);
    const rate = checkedRate(this.#name, learningRate);
    const slots = new Map<Parameter, Slot<Name>>();
    for (const { parameters, settings } of this.#groups) {
      const stepOf = (parameter: Parameter): number => steps[this.#parameters.indexOf(parameter)]!;
      const known = parameters.filter((parameter) => stepOf(parameter) > 0);
      for (const [parameter, slot] of this.#newSlots(known, settings)) {
        slots.set(parameter, { ...slot, step: stepOf(parameter) });
      }
    }
    const entries = new Map(
      this.#parameters.flatMap((parameter, i) => named(slots.get(parameter), i)),
    );
    try {
      checkTensors(this.#name, entries, tensors);
    } catch (error) {
      for (const slot of slots.values()) free(slot);
      throw error;
    }
    for (const [name, own] of entries) assign(own, tensors[name]!);
    this.dispose();
    for (const [parameter, slot] of slots) this.#slots.set(parameter, slot);
    this.#learningRate = rate;
  }

  /** Frees what is remembered; the parameters stay. */
  dispose(): void {
    for (const slot of this.#slots.values()) free(slot);
    this.#slots.clear();
  }
}

function named(slot: Slot<string> | undefined, index: number): [string, Tensor][] {
  return Object.entries(slot?.memory ?? {}).map(([name, tensor]) => [`${index}.${name}`, tensor]);
}

function free(slot: Slot<string>): void {
  for (const tensor of Object.values(slot.memory)) tensor.dispose();
}
