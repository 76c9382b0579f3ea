import { LearnedPositions, RelativePositions } from '@rondo/layers-attention';
import { init, Linear, type Module } from '@rondo/layers-core';

/** All matrices from Xavier's uniform distribution, biases of linear maps from 0, as the toolkits do; positions as they made themselves. */
export function initialise(module: Module): void {
  const modules = module.modules();
  const positions = new Set(
    modules
      .filter((part) => part instanceof LearnedPositions || part instanceof RelativePositions)
      .flatMap((part) => part.parameters()),
  );
  for (const parameter of module.parameters()) {
    if (parameter.rank > 1 && !positions.has(parameter)) init.xavierUniform(parameter);
  }
  for (const part of modules) if (part instanceof Linear && part.bias) init.zeros(part.bias);
}
