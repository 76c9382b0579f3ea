import { formatShape, RangeFault, Tensor, type Place } from '@rondo/tensor';
import { nearestName } from './nearest-name.ts';

/** The names of the options of a type, of each of its forms if it is a union. */
export type OptionName<Options> = Options extends unknown ? keyof Options & string : never;

/**
 * Refuses what only the type system keeps out of options, and what would else be ignored: another value in their place, and names
 * that are no options. Write the most likely name first: errors show it.
 *
 * `checkOptions(this, options, ['h0', 'lengths'])`
 * @throws RangeFault such as `GRU: there is no option 'num_layers', did you mean 'numLayers'?`
 */
export function checkOptions<Options>(
  where: Place,
  options: Options | undefined,
  names: readonly OptionName<NoInfer<Options>>[],
): void {
  if (options === undefined) return;
  if (!isOptions(options)) {
    const given = describe(options);
    const example = names.length === 0 ? '{}' : `{ ${names[0]} }`;
    throw new RangeFault(
      `${where.toString()}: expected options such as ${example}, received ${given}; write its name in braces, one of ${names.join(', ')}`,
      { received: given, known: names },
    );
  }
  for (const name of Object.keys(options)) {
    if (names.some((known) => known === name)) continue;
    const near = nearestName(name, names);
    const hint = near === undefined ? `; it has ${names.join(', ')}` : `, did you mean '${near}'?`;
    throw new RangeFault(`${where.toString()}: there is no option '${name}'${hint}`, {
      option: name,
      known: names,
    });
  }
}

function isOptions(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Tensor) &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  );
}

function describe(value: unknown): string {
  if (value instanceof Tensor) return `a tensor ${formatShape(value.shape)}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'string' ? `'${value}'` : String(value);
}
