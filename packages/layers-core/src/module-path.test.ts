import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { RondoError, ShapeError, tensor, useBackend, zeros, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { Sequential } from './sequential.ts';

useBackend(cpu());

/** Multiplies with tensors of its own making: the op that fails knows of no module. */
class Scores extends Module {
  forward(x: Tensor): Tensor {
    return x.matmul(zeros([7, 2]));
  }

  async later(x: Tensor): Promise<Tensor> {
    await Promise.resolve();
    return this.forward(x);
  }
}

class FailingBlock extends Module {
  readonly first = new Linear(3, 5);
  readonly scores = new Scores();

  forward(x: Tensor): Tensor {
    return this.scores.forward(this.first.forward(x));
  }
}

class FailingEncoder extends Module {
  readonly layers = [new FailingBlock(), new FailingBlock(), new FailingBlock()];

  forward(x: Tensor): Tensor {
    return this.layers[2]!.forward(x);
  }

  async later(x: Tensor): Promise<Tensor> {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
    return this.layers[1]!.scores.later(x);
  }
}

class FailingModel extends Module {
  readonly encoder = new FailingEncoder();
  readonly heads = { main: new Sequential(new Linear(2, 3), new Sequential(new Linear(4, 1))) };

  forward(x: Tensor): Tensor {
    return this.encoder.forward(x);
  }
}

function failureOf(body: () => unknown): RondoError {
  try {
    body();
  } catch (error) {
    if (error instanceof RondoError) return error;
    throw error;
  }
  throw new Error('accepted');
}

// No test asks the model for its members first: the error alone has to find out where it is.
describe('the path of a module in errors', () => {
  it('is that of the layer which checked its input', () => {
    const model = own(new FailingModel());
    const error = failureOf(() => model.forward(zeros([2, 4])));
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.message).toBe(
      'Linear (in encoder.layers.2.first): expected x [..., inFeatures] with inFeatures = 3, received [2, 4]',
    );
    expect(error.facts).toMatchObject({
      where: 'Linear (in encoder.layers.2.first)',
      path: 'encoder.layers.2.first',
      argument: 'x',
      received: [2, 4],
    });
  });

  it('is that of the module whose op failed', () => {
    const model = own(new FailingModel());
    const error = failureOf(() => model.forward(zeros([2, 3])));
    expect(error.message).toMatch(/^Scores \(in encoder\.layers\.2\.scores\): matmul: inner sizes/);
    expect(error.facts).toMatchObject({ op: 'matmul', path: 'encoder.layers.2.scores' });
    expect(error.stack).toContain('Scores (in encoder.layers.2.scores): matmul');
  });

  it('leads through Sequential, arrays and objects', () => {
    const model = own(new FailingModel());
    const error = failureOf(() => model.heads.main.forward(zeros([1, 2])));
    expect(error.message).toMatch(/^Linear \(in layers\.1\.layers\.0\): expected x/);
    const named = failureOf(() => {
      class Outer extends Module {
        readonly model = model;

        forward(): Tensor {
          return this.model.heads.main.forward(zeros([1, 2]));
        }
      }
      new Outer().forward();
    });
    expect(named.message).toMatch(
      /^Linear \(in model\.heads\.main\.layers\.1\.layers\.0\): expected x/,
    );
  });

  it('says which function of a Sequential it was not: the Sequential itself', () => {
    const model = own(new Sequential(new Linear(3, 5), (x) => x.reshape([4])));
    const error = failureOf(() => model.forward(zeros([1, 3])));
    expect(error.message).toMatch(/^Sequential: reshape: /);
    expect(error.facts['path']).toBe('');
  });

  it('is there after an await', async () => {
    const model = own(new FailingModel());
    const error = await model.encoder.later(zeros([2, 5])).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ShapeError);
    expect((error as ShapeError).message).toMatch(/^Scores \(in layers\.1\.scores\): matmul: /);
    // Two at once: each error finds its own place.
    const both = await Promise.allSettled([
      model.encoder.later(zeros([2, 5])),
      model.encoder.layers[0]!.scores.later(zeros([2, 6])),
    ]);
    expect(both.map((one) => one.status === 'rejected' && String(one.reason))).toEqual([
      expect.stringMatching(/Scores \(in layers\.1\.scores\): .*5 columns/),
      expect.stringMatching(/Scores \(in layers\.0\.scores\): .*6 columns/),
    ]);
  });

  it('of a hidden part is that of the module around it', () => {
    class Hiding extends Module {
      readonly #hidden = new Linear(3, 5);

      forward(x: Tensor): Tensor {
        return this.#hidden.forward(x);
      }

      override dispose(): void {
        this.#hidden.dispose();
      }
    }
    class Around extends Module {
      readonly part = new Hiding();

      forward(x: Tensor): Tensor {
        return this.part.forward(x);
      }

      override dispose(): void {
        this.part.dispose();
      }
    }
    const model = own(new Around());
    const error = failureOf(() => model.forward(zeros([4])));
    expect(error.message).toMatch(/^Hiding \(in part\): Linear: expected x/);
  });

  it('is put on once, however far the error travels, and on none but ours', () => {
    class Failing extends Module {
      readonly inner = new Scores();

      forward(x: Tensor): Tensor {
        return this.inner.forward(x);
      }

      fail(): never {
        throw new TypeError('not ours');
      }
    }
    class Deep extends Module {
      readonly failing = new Failing();

      forward(x: Tensor): Tensor {
        try {
          return this.failing.forward(x);
        } catch (error) {
          // Thrown again on purpose.
          throw error as Error;
        }
      }

      fail(): never {
        return this.failing.fail();
      }
    }
    const model = new Deep();
    const error = failureOf(() => model.forward(zeros([2, 3])));
    expect(error.message.match(/\(in /g)).toHaveLength(1);
    expect(error.message).toMatch(/^Scores \(in failing\.inner\): matmul/);
    expect(() => model.fail()).toThrow(/^not ours$/);
  });

  it('costs a method neither its name, its length nor its value', () => {
    const model = own(new Linear(3, 5));
    expect([model.forward.name, model.forward.length]).toEqual(['forward', 1]);
    expect(Object.keys(Linear.prototype)).toEqual([]);
    expect(model.forward(tensor([[1, 2, 3]])).shape).toEqual([1, 5]);
  });
});
