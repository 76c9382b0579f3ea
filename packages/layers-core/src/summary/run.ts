import { noGrad } from '@rondo/autograd';
import {
  recorders,
  scope,
  Tensor,
  withRecorders,
  type Inputs,
  type Recorder,
  type Shape,
} from '@rondo/tensor';
import { inEvaluation } from '../in-evaluation.ts';
import { watchCalls, type CallWatcher } from '../module-calls.ts';
import type { Module } from '../module.ts';
import { flopsOf } from './flops.ts';
import type { OwnTensors } from './own-tensors.ts';

/** Shapes of what a module puts out, by name; '' where it is one tensor. */
export type OutputShapes = Readonly<Record<string, Shape>>;

/** What a module did in a run. */
export interface Seen {
  flops: number;
  outputs: OutputShapes | undefined;
}

/**
 * Runs a model and says of each module what it did itself. An op belongs to the module whose parameters it takes, if that is part
 * of the one that is running: many layers hand the parameters of their parts to one fused op.
 */
export function runOf(
  model: Module,
  own: ReadonlyMap<Module, OwnTensors>,
  body: () => unknown,
): ReadonlyMap<Module, Seen> {
  const modules = [...own.keys()];
  const seen = new Map(modules.map((module): [Module, Seen] => [module, unseen()]));
  const parts = new Map(modules.map((module) => [module, new Set(module.modules())]));
  const owners = ownersOf(own);
  const running: Module[] = [model];
  const called = new Set<Module>();

  const responsible = (inputs: Inputs): Module => {
    const inside = parts.get(running.at(-1)!)!;
    const candidates = inputs.flatMap((input) => (input && owners.get(input.storage)) ?? []);
    return candidates.find((owner) => inside.has(owner)) ?? running.at(-1)!;
  };
  const recorder: Recorder = {
    record: (op, inputs, outputs, attributes) => {
      const flops = flopsOf(op, inputs, outputs, attributes);
      if (flops === 0) return;
      const module = responsible(inputs);
      const entry = seen.get(module)!;
      entry.flops += flops;
      if (!called.has(module)) entry.outputs = { '': outputs[0]!.shape };
    },
    wantsGradient: () => false,
  };
  const watcher: CallWatcher = {
    enter: (module) => {
      if (isKnown(module)) running.push(module);
    },
    leave: (module, method, result) => {
      if (!isKnown(module)) return;
      running.pop();
      if (method !== 'forward') return;
      called.add(module);
      seen.get(module)!.outputs = shapesIn(result);
    },
  };
  const isKnown = (module: object): module is Module => seen.has(module as Module);

  inEvaluation(modules, () =>
    noGrad(() =>
      scope(() => {
        withRecorders([...recorders(), recorder], () => watchCalls(watcher, body));
      }),
    ),
  );
  return seen;
}

function unseen(): Seen {
  return { flops: 0, outputs: undefined };
}

/** The modules that own the memory of a parameter, of which an op may take a view. */
function ownersOf(own: ReadonlyMap<Module, OwnTensors>): Map<unknown, Module[]> {
  const owners = new Map<unknown, Module[]>();
  for (const [module, { parameters }] of own) {
    for (const { storage } of parameters) {
      owners.set(storage, [...(owners.get(storage) ?? []), module]);
    }
  }
  return owners;
}

function shapesIn(result: unknown, name = ''): OutputShapes {
  if (result instanceof Tensor) return { [name]: result.shape };
  if (typeof result !== 'object' || result === null) return {};
  const inner = Object.entries(result).map(([key, value]) =>
    shapesIn(value, name === '' ? key : `${name}.${key}`),
  );
  return Object.assign({}, ...inner) as OutputShapes;
}
