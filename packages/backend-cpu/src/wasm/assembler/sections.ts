import { unsignedLeb128 } from './leb128.ts';
import { type ValueType, valueTypeCodes } from './types.ts';

/** A vector: the number of entries, then the entries. */
export function encodeVector(entries: readonly (readonly number[])[]): number[] {
  return unsignedLeb128(entries.length).concat(...entries);
}

/** A name in UTF-8, after its length. */
export function encodeName(name: string): number[] {
  const bytes = new TextEncoder().encode(name);
  return [...unsignedLeb128(bytes.length), ...bytes];
}

/** A section of the module: its number and size, then its content. */
export function encodeSection(id: number, content: readonly number[]): number[] {
  return [id].concat(unsignedLeb128(content.length), content);
}

function encodeTypes(types: readonly ValueType[]): number[] {
  return encodeVector(types.map((type) => [valueTypeCodes[type]]));
}

export function encodeFunctionType(
  parameters: readonly ValueType[],
  results: readonly ValueType[],
): number[] {
  return [0x60, ...encodeTypes(parameters), ...encodeTypes(results)];
}

/** The declarations of the locals, in runs of one type. */
export function encodeLocals(types: readonly ValueType[]): number[] {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of types) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  return encodeVector(
    runs.map(({ type, count }) => [...unsignedLeb128(count), valueTypeCodes[type]]),
  );
}

/** The pages of the largest 32-bit memory, 4 GiB. */
const maximumPages = 65536;

/** The import of env.memory; a shared memory must declare its maximum. */
export function encodeMemoryImport(shared: boolean): number[] {
  const limits = shared ? [0x03, 0, ...unsignedLeb128(maximumPages)] : [0x00, 0];
  return [...encodeName('env'), ...encodeName('memory'), 0x02, ...limits];
}
