import { checkShapes, dropout, ones, scope, type Tensor } from '@rondo/tensor';
import { Dropout } from './dropout.ts';

/** Drops whole channels of x `[N, C, ..]`. */
abstract class ChannelDropout extends Dropout {
  /** The names of the axes after the channels. */
  protected abstract get axes(): readonly string[];

  /** @throws ShapeError when x does not have the axes. */
  override forward(x: Tensor): Tensor {
    checkShapes(this, { x: [x, ['N', 'C', ...this.axes]] });
    if (!this.training || this.p === 0) return x;
    const channels = [...x.shape.slice(0, 2), ...this.axes.map(() => 1)];
    const { backend } = x.storage;
    return scope(() => x.mul(dropout(ones(channels, { backend }), this.p)));
  }
}

/**
 * While training, sets whole channels of x `[N, C, L]` to 0 with probability p and scales the others by 1 / (1 - p); else leaves x as
 * it is. Source: Tompson et al. 2015.
 */
export class Dropout1d extends ChannelDropout {
  protected override get axes(): readonly string[] {
    return ['L'];
  }
}

/** As `Dropout1d`, for x `[N, C, H, W]`. */
export class Dropout2d extends ChannelDropout {
  protected override get axes(): readonly string[] {
    return ['H', 'W'];
  }
}

/** As `Dropout1d`, for x `[N, C, D, H, W]`. */
export class Dropout3d extends ChannelDropout {
  protected override get axes(): readonly string[] {
    return ['D', 'H', 'W'];
  }
}
