/** The few WebAssembly modules that measure what the processor can do, assembled by hand: each is one tight loop. */

/** The magic number and the version. */
const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const [i32, v128] = [0x7f, 0x7b];
const multiply = [0xfd, 0xe6, 0x01];
const add = [0xfd, 0xe4, 0x01];
const fusedMultiplyAdd = [0xfd, 0x85, 0x02];
/** v128.load and v128.store with an alignment hint of 16 bytes. */
const load = (offset: number): number[] => [0xfd, 0x00, 0x04, ...leb(offset)];
const store = (offset: number): number[] => [0xfd, 0x0b, 0x04, ...leb(offset)];
const get = (local: number): number[] => [0x20, ...leb(local)];
const set = (local: number): number[] => [0x21, ...leb(local)];

/** Enough to hide the latency of a product and a sum, few enough to stay in registers. */
const accumulators = 12;
/** Repetitions of the body in one turn of the loop. */
const unrolled = 4;

/** Floating-point operations of one turn of `arithmeticModule`. */
export const operationsPerTurn: number = accumulators * unrolled * 4 * 2;

/** run(turns, address): independent chains s = s x + y in registers, x and y from the address; it stores their sum behind them. */
export function arithmeticModule(fused: boolean): Uint8Array<ArrayBuffer> {
  const [turns, address, x, y, first] = [0, 1, 2, 3, 4];
  const chains = Array.from({ length: accumulators }, (_, n) => first + n);
  const start = [x, y, ...chains].flatMap((local, n) => [
    ...get(address),
    ...load(16 * n),
    ...set(local),
  ]);
  const step = chains.flatMap((s) =>
    fused
      ? [...get(s), ...get(x), ...get(y), ...fusedMultiplyAdd, ...set(s)]
      : [...get(s), ...get(x), ...multiply, ...get(y), ...add, ...set(s)],
  );
  const body = Array.from({ length: unrolled }, () => step).flat();
  const sum = chains.flatMap((s, n) => [...get(s), ...(n > 0 ? add : [])]);
  return assemble(
    [[accumulators + 2, v128]],
    [...start, ...loop(turns, body), ...get(address), ...sum, ...store(16 * (accumulators + 2))],
  );
}

/** run(blocks of 64 bytes, target, source): a copy. */
export function copyModule(): Uint8Array<ArrayBuffer> {
  const [blocks, target, source] = [0, 1, 2];
  const move = [0, 16, 32, 48].flatMap((offset) => [
    ...get(target),
    ...get(source),
    ...load(offset),
    ...store(offset),
  ]);
  return assemble([], loop(blocks, [...move, ...bump(target), ...bump(source)]), 3);
}

/** Moves an address on by 64 bytes. */
function bump(local: number): number[] {
  return [...get(local), 0x41, ...signed(64), 0x6a, ...set(local)];
}

/** Runs the body `count` times (at least once), counting the local down. */
function loop(count: number, body: readonly number[]): number[] {
  const decrement = [...get(count), 0x41, ...signed(1), 0x6b, 0x22, ...leb(count)];
  return [0x03, 0x40, ...body, ...decrement, 0x0d, 0x00, 0x0b];
}

/** A module that imports env.memory and exports `run`, whose parameters are i32. */
function assemble(
  locals: readonly (readonly [count: number, type: number])[],
  code: readonly number[],
  parameters = 2,
): Uint8Array<ArrayBuffer> {
  const type = [0x60, parameters, ...Array.from({ length: parameters }, () => i32), 0];
  const declared = locals.flatMap(([count, of]) => [...leb(count), of]);
  const body = [locals.length, ...declared, ...code, 0x0b];
  return Uint8Array.from([
    ...header,
    ...section(1, [1, ...type]),
    ...section(2, [1, ...text('env'), ...text('memory'), 0x02, 0x00, 0x01]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('run'), 0x00, 0x00]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function text(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)];
}

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)];
}
