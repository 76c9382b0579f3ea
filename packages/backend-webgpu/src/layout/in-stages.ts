/** A state that a loop builds up: `name` is declared before, as `start`. */
export interface Staged {
  readonly name: string;
  readonly start: string;
  /** Expression of what element `j` adds to the state. */
  readonly term: string;
  /** Expression of what two states give. */
  readonly step: (a: string, b: string) => string;
}

/** Elements of a block, and blocks of a larger one. */
const block = 64;

/**
 * WGSL of a loop over `j` from `first` on, before `end`, by steps of `step`. Elements are combined in blocks, and blocks in larger ones, so
 * that a sum of a million numbers rounds a few hundred times one after the other. `before` comes first at each element.
 */
export function inStages(
  loop: { readonly first: string; readonly end: string; readonly step: string },
  states: readonly Staged[],
  before = '',
): string {
  const { first, end, step } = loop;
  const declared = (suffix: string): string =>
    states.map(({ name, start }) => `var ${name}${suffix} = ${start};`).join(' ');
  const joined = (to: string, from: string): string =>
    states
      .map((one) => `${one.name}${to} = ${one.step(one.name + to, one.name + from)};`)
      .join(' ');
  const all = states.map((one) => `${one.name}_2 = ${one.step(`${one.name}_2`, one.term)};`);
  const [large, small] = [`${block * block}u * ${step}`, `${block}u * ${step}`];
  return `
  ${declared('')}
  for (var j0 = ${first}; j0 < ${end}; j0 += ${large}) {
    ${declared('_1')}
    for (var j1 = j0; j1 < min(j0 + ${large}, ${end}); j1 += ${small}) {
      ${declared('_2')}
      for (var j = j1; j < min(j1 + ${small}, ${end}); j += ${step}) {
        ${before}
        ${all.join(' ')}
      }
      ${joined('_1', '_2')}
    }
    ${joined('', '_1')}
  }`;
}
