import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  arange,
  concat,
  manualSeed,
  memory,
  ones,
  RangeFault,
  RondoError,
  randn,
  scaledDotProductAttention,
  ShapeError,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Dropout } from '../dropout.ts';
import { Embedding } from '../embedding.ts';
import { LayerNorm } from '../layer-norm.ts';
import { Linear } from '../linear.ts';
import { Module } from '../module.ts';
import { Sequential } from '../sequential.ts';
import { checkMasks, type CheckMasksOptions } from './check-masks.ts';
import { MaskError } from './mask-error.ts';

useBackend(cpu());
manualSeed(11);

const [N, L, E] = [2, 5, 4] as const;
const x = (): Tensor => randn([N, L, E]);

/** Attention of each step to those up to `ahead` steps later. */
class Attend extends Module {
  readonly value = new Linear(E, E);
  readonly #ahead: number;

  constructor(ahead = 0) {
    super();
    this.#ahead = ahead;
  }

  forward(input: Tensor): Tensor {
    const steps = arange(0, input.shape[1]!);
    const mask = steps.lessEqual(steps.unsqueeze(1).add(this.#ahead));
    const heads = input.unsqueeze(1);
    const value = this.value.forward(input).unsqueeze(1);
    return scaledDotProductAttention(heads, heads, value, { mask }).squeeze(1);
  }
}

class Layer extends Module {
  readonly attend: Attend;
  readonly norm = new LayerNorm(E);
  readonly dropout = new Dropout(0.5);

  constructor(ahead: number) {
    super();
    this.attend = new Attend(ahead);
  }

  forward(input: Tensor): Tensor {
    return this.norm.forward(input.add(this.dropout.forward(this.attend.forward(input))));
  }
}

class Model extends Module {
  readonly layers: readonly Layer[];

  constructor(...ahead: number[]) {
    super();
    this.layers = ahead.map((steps) => new Layer(steps));
  }

  forward(input: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), input);
  }
}

/** The mean over valid steps, as it is and as it should be. */
class Pooled extends Module {
  forward(input: Tensor, { lengths }: { lengths?: readonly number[] } = {}): Tensor {
    if (!lengths) return input.mean(1);
    const count = tensor(Int32Array.from(lengths)).unsqueeze(1);
    const valid = arange(0, input.shape[1]!).less(count).unsqueeze(2);
    return valid.where(input, 0).sum(1).div(count.cast('float32'));
  }
}

async function faultOf(
  model: Parameters<typeof checkMasks>[0],
  inputs: Parameters<typeof checkMasks>[1],
  options: CheckMasksOptions,
): Promise<MaskError> {
  const error: unknown = await checkMasks(model, inputs, options).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(MaskError);
  return error as MaskError;
}

describe('checkMasks of what is causal', () => {
  it('accepts a model that looks back only, and leaves it as it was', async () => {
    const model = own(new Model(0, 0));
    const input = x();
    const before = memory();
    expect(await checkMasks(model, input, { causal: true })).toBe(N * L);
    expect(memory()).toEqual(before);
    expect(model.layers[1]!.dropout.training).toBe(true);
  });

  it.each([-1, -2])('accepts one that looks at steps from %i on', async (ahead) => {
    expect(await checkMasks(own(new Attend(ahead)), x(), { causal: true })).toBe(N * L);
  });

  it('finds a mask that is one step off, and the layer that has it', async () => {
    const model = own(new Model(0, 1, 0));
    const error = await faultOf(model, [x()], { causal: true });
    expect(error.facts).toMatchObject({
      rule: 'causal',
      output: 'output',
      perturbed: { sequence: 0, step: 1 },
      changed: { sequence: 0, step: 0 },
      module: 'Attend (in layers.1.attend)',
    });
    expect(error.facts['by']).toBeGreaterThan(0);
    expect(error.message).toMatch(
      /^checkMasks: output at step 0 of sequence 0 changed by [\d.e-]+ when the input at step 1 of sequence 0, a later step, was replaced; the first to differ is Attend \(in layers\.1\.attend\); .*give a causal mask$/,
    );
  });

  it('finds a mask that is not there, in a model that is a function too', async () => {
    const model = own(new Model(L));
    const error = await faultOf((input: Tensor) => model.eval().forward(input), x(), {
      causal: true,
    });
    expect(error.facts).toMatchObject({
      perturbed: { sequence: 0, step: 1 },
      module: 'Attend (in layers.0.attend)',
    });
    const bare = await faultOf(
      (input: Tensor) => input.sub(input.mean(1, { keepDim: true })),
      x(),
      {
        causal: true,
      },
    );
    expect(bare.facts).toMatchObject({ rule: 'causal', module: undefined });
  });

  it('finds a leak of one bit, which a tolerance lets through', async () => {
    const leak = (input: Tensor): Tensor =>
      input.add(concat([input.slice(1, 1), zeros([N, 1, E])], 1).mul(1e-6));
    const error = await faultOf(leak, ones([N, L, E]), { causal: true });
    expect(error.facts['by']).toBeLessThan(1e-5);
    expect(await checkMasks(leak, ones([N, L, E]), { causal: true, tolerance: 1e-4 })).toBe(N * L);
  });

  it('finds NaN where there was a number', async () => {
    const model = (input: Tensor): Tensor =>
      input.add(input.sub(1).sum(1, { keepDim: true }).log());
    const replacement = ones([N, L, E]).mul(-9);
    const error = await faultOf(model, ones([N, L, E]).mul(2), {
      causal: true,
      replacement,
      tolerance: 1e9,
    });
    expect(error.facts['by']).toBeNaN();
  });

  it('reads tokens, and changes the same tensor wherever it is given', async () => {
    const table = own(new Embedding(7, E));
    const tokens = tensor([[1, 1, 1]], { dtype: 'int32' });
    const model = own(new Sequential(table, new Attend(1)));
    const { facts } = await faultOf(model, tokens, { causal: true });
    expect(facts['perturbed']).toEqual({ sequence: 0, step: 1 });
    const input = x();
    const sum = (a: Tensor, b: Tensor): Tensor => a.sub(b);
    expect(await checkMasks(sum, [input, input], { causal: true })).toBe(N * L);
    const second = (_a: Tensor, b: Tensor): Tensor => b.flip(1);
    expect((await faultOf(second, [x(), x()], { causal: true, input: 1 })).facts).toMatchObject({
      perturbed: { sequence: 0, step: 3 },
      changed: { sequence: 0, step: 1 },
    });
  });
});

describe('checkMasks of padding', () => {
  const lengths = [5, 3];

  it('accepts what uses the lengths, and finds what does not', async () => {
    const model = new Pooled();
    expect(await checkMasks(model, [x(), { lengths }], { lengths })).toBe(N * L);
    const error = await faultOf(model, [x()], { lengths: tensor(Int32Array.from(lengths)) });
    expect(error.facts).toMatchObject({
      rule: 'padding',
      perturbed: { sequence: 1, step: 3 },
      changed: { sequence: 1, step: undefined },
    });
    expect(error.message).toMatch(/output of sequence 1 changed .* padding, was replaced/);
  });

  it('finds lengths that are one off', async () => {
    const error = await faultOf(new Pooled(), [x(), { lengths: [5, 4] }], { lengths });
    expect(error.facts['perturbed']).toEqual({ sequence: 1, step: 3 });
  });

  it('lets outputs at padding change, valid ones not', async () => {
    const same = (input: Tensor): Tensor => input.mul(2);
    expect(await checkMasks(same, x(), { lengths })).toBe(N * L);
    const reversed = (input: Tensor): Tensor => input.flip(1);
    expect((await faultOf(reversed, x(), { lengths })).facts).toMatchObject({
      perturbed: { sequence: 1, step: 3 },
      changed: { sequence: 1, step: 1 },
    });
  });

  it('counts all steps of an output that has others, unless it is told their lengths', async () => {
    // Three steps, of which the last sees the padding.
    const model = (input: Tensor): Tensor =>
      concat([input.slice(1, 0, 2), input.slice(1, 3, 4)], 1);
    expect((await faultOf(model, x(), { lengths })).facts['changed']).toEqual({
      sequence: 1,
      step: undefined,
    });
    expect(await checkMasks(model, x(), { lengths, outputLengths: [3, 2] })).toBe(N * L);
    expect(
      (await faultOf(model, x(), { lengths, outputLengths: [3, 3] })).facts['changed'],
    ).toEqual({ sequence: 1, step: 2 });
  });

  it('checks the last states of recurrent layers, whose batch is the second axis', async () => {
    const last = (input: Tensor): { output: Tensor; hidden: Tensor } => ({
      output: input,
      hidden: input.select(1, L - 1).unsqueeze(0),
    });
    const { facts } = await faultOf(last, x(), { lengths });
    expect(facts).toMatchObject({
      output: 'hidden',
      perturbed: { sequence: 1, step: 4 },
      changed: { sequence: 1, step: undefined },
    });
  });
});

describe('checkMasks', () => {
  it('finds sequences of a batch that meet', async () => {
    const mixed = (input: Tensor): Tensor => input.add(input.sum(0, { keepDim: true }));
    expect((await faultOf(mixed, x(), { causal: true })).facts).toMatchObject({
      rule: 'batch',
      perturbed: { sequence: 0, step: 0 },
      changed: { sequence: 1, step: 0 },
    });
  });

  it('says that a model gives other numbers each time', async () => {
    const model = own(new Model(0));
    await expect(
      checkMasks((input: Tensor) => model.forward(input), x(), { causal: true }),
    ).rejects.toThrow(/other numbers each time it runs; put it in evaluation mode with \.eval\(\)/);
  });

  it('says what it cannot check', async () => {
    const same = (input: Tensor): Tensor => input;
    const failing = async (...given: Parameters<typeof checkMasks>): Promise<[unknown, string]> => {
      const error: unknown = await checkMasks(...given).catch((caught: unknown) => caught);
      return [(error as RondoError).constructor, (error as RondoError).message];
    };
    expect(await failing(same, x(), {})).toEqual([RangeFault, expect.stringMatching(/say what/)]);
    expect(await failing(same, [], { causal: true })).toEqual([
      RangeFault,
      expect.stringMatching(/expected input 0 to be a tensor \[N, L, \.\.\]/),
    ]);
    expect(await failing(same, x(), { lengths: [1] })).toEqual([
      RangeFault,
      expect.stringMatching(/expected 2 lengths, one for each sequence, received 1/),
    ]);
    expect(await failing((input: Tensor) => input.mean(1), x(), { causal: true })).toEqual([
      RangeFault,
      expect.stringMatching(/an output for each of the 5 steps .* received \[2, 4\]/),
    ]);
    expect(await failing((input: Tensor) => input.sum(), x(), { lengths: [1, 1] })).toEqual([
      ShapeError,
      expect.stringMatching(/expected output \[N, \.\.\] with N = 2/),
    ]);
    expect(await failing(() => 3, x(), { causal: true })).toEqual([
      ShapeError,
      expect.stringMatching(/to return a tensor/),
    ]);
    const replacement = zeros([N, L, 3]);
    expect(await failing(same, x(), { causal: true, replacement })).toEqual([
      ShapeError,
      expect.stringMatching(/expected replacement \[2, 5, 4\]/),
    ]);
  });
});

it('says what to check where nothing, or no option, is given', async () => {
  const model = own(new Linear(3, 3));
  const inputs = [ones([2, 4, 3])];
  await expect(checkMasks(model, inputs)).rejects.toThrow(
    'checkMasks: say what to check: { causal: true }, { lengths }, or both',
  );
  await expect(checkMasks(model, inputs, true as never)).rejects.toThrow(
    'checkMasks: expected options such as { causal }, received true',
  );
  await expect(checkMasks(model, inputs, { casual: true } as never)).rejects.toThrow(
    "checkMasks: there is no option 'casual', did you mean 'causal'?",
  );
});
