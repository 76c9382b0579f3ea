import { RangeFault, scope, type Tensor } from '@rondo/tensor';
import { Module } from '../module.ts';

/** y = x limited to [minVal, maxVal]; no gradient passes at the bounds or beyond. */
export class Hardtanh extends Module {
  readonly minVal: number;
  readonly maxVal: number;

  /** @throws RangeFault unless minVal < maxVal. */
  constructor(minVal = -1, maxVal = 1) {
    super();
    if (!(minVal < maxVal)) {
      throw new RangeFault(
        `${this.toString()}: expected minVal below maxVal, received ${minVal} and ${maxVal}`,
        { minVal, maxVal },
      );
    }
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  forward(x: Tensor): Tensor {
    return limited(x, this.minVal, this.maxVal);
  }
}

/** y = x limited to [0, 6]. Source: Krizhevsky 2010. */
export class ReLU6 extends Module {
  forward(x: Tensor): Tensor {
    return limited(x, 0, 6);
  }
}

/** y = (x + 3) / 6 limited to [0, 1]. Source: Howard et al. 2019, section 5.2. */
export class Hardsigmoid extends Module {
  forward(x: Tensor): Tensor {
    return scope(() => limited(x.add(3), 0, 6).div(6));
  }
}

/** y = x · (x + 3) / 6 with the second factor limited to [0, 1]. Source: Howard et al. 2019, section 5.2. */
export class Hardswish extends Module {
  forward(x: Tensor): Tensor {
    return scope(() => x.mul(limited(x.add(3), 0, 6).div(6)));
  }
}

/** x limited to [low, high]. Unlike `clamp`, and as in PyTorch's layers, no gradient passes at the bounds themselves. */
function limited(x: Tensor, low: number, high: number): Tensor {
  return scope(() => x.lessEqual(low).where(low, x.greaterEqual(high).where(high, x)));
}
