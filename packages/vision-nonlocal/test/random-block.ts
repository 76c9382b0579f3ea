import { init, type Module } from '@rondo/layers-core';
import type { NonLocalForm } from '../src/non-local-options.ts';

export const forms: NonLocalForm[] = [
  'embeddedGaussian',
  'gaussian',
  'dotProduct',
  'concatenation',
];

/** Gives all parameters, those that begin as 0 as well, random numbers; returns the module. */
export function randomise<M extends Module>(module: M, deviation = 0.5): M {
  for (const parameter of module.parameters()) init.normal(parameter, 0, deviation);
  return module;
}
