import { Parameter } from '@rondo/autograd';
import { RangeFault } from '@rondo/tensor';
import type { Module } from './module.ts';
import { chosenBy, describePattern, someNames, type NamePattern } from './name-pattern.ts';

/**
 * Freezes the parameters of a module, or those whose names in the state dict (or else paths, as `summary` prints them) match: `backward` computes no gradients for them and
 * saves nothing for that, optimizers leave them as they are. A shared parameter is chosen by any of its names.
 *
 * Buffers are not trained anyway; batch norms stop gathering statistics with `eval()`.
 * @returns the names that were chosen.
 * @throws RangeFault when the pattern matches no parameter.
 */
export function freeze(module: Module, pattern?: NamePattern): string[] {
  return setRequiresGrad('freeze', module, pattern, false);
}

/**
 * Has the parameters of a module, or those whose names match, trained again.
 * @returns the names that were chosen.
 * @throws RangeFault when the pattern matches no parameter.
 */
export function unfreeze(module: Module, pattern?: NamePattern): string[] {
  return setRequiresGrad('unfreeze', module, pattern, true);
}

function setRequiresGrad(
  place: string,
  module: Module,
  pattern: NamePattern | undefined,
  requiresGrad: boolean,
): string[] {
  const parameters = new Map(
    Object.entries(module.stateDict()).flatMap(([name, tensor]): [string, Parameter][] =>
      tensor instanceof Parameter ? [[name, tensor]] : [],
    ),
  );
  const names = [...parameters.keys()];
  const paths = new Map([...module.statePaths()].filter(([name]) => parameters.has(name)));
  const chosen = pattern === undefined ? names : chosenBy(pattern, paths);
  if (pattern !== undefined && chosen.length === 0) {
    throw new RangeFault(
      `${place}: ${describePattern(pattern)} matches no parameter of ${module.toString()}; its names: ${someNames(names)}`,
      { names },
    );
  }
  for (const name of chosen) {
    const parameter = parameters.get(name)!;
    parameter.requiresGrad = requiresGrad;
    if (!requiresGrad) parameter.clearGrad();
  }
  return [...chosen];
}
