import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, start } from './iterate.ts';

/** output[.., i, j] = Σ_k a[.., i, k] b[.., k, j] (+ bias[j]) (+ output[.., i, j]), then the activation; summed in double precision. */
export function matmul(
  memory: LinearMemory,
  a: Operand,
  b: Operand,
  output: Operand,
  { bias, accumulate = false, activation }: MatmulOptions = {},
): void {
  const data = memory.f32;
  const [rowsA, columnsA] = a.strides.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.strides.slice(-2) as [number, number];
  const [rowsOut, columnsOut] = output.strides.slice(-2) as [number, number];
  const [m, n] = output.shape.slice(-2) as [number, number];
  const inner = a.shape.at(-1)!;
  const row = new Float64Array(n);
  const act = activation === 'relu' ? (x: number) => Math.max(x, 0) : (x: number) => x;
  const startRow = (out: number): void => {
    for (let j = 0; j < n; j++) {
      const added = bias ? data[start(bias) + j * bias.strides[0]!]! : 0;
      row[j] = added + (accumulate ? data[out + j * columnsOut]! : 0);
    }
  };
  const product = (ofA: number, ofB: number, out: number): void => {
    for (let i = 0; i < m; i++) {
      startRow(out + i * rowsOut);
      addRowProduct(data, row, inner, ofA + i * rowsA, columnsA, ofB, rowsB, columnsB);
      for (let j = 0; j < n; j++) data[out + i * rowsOut + j * columnsOut] = act(row[j]!);
    }
  };
  const batches = [a.strides, b.strides, output.strides].map((strides) => strides.slice(0, -2));
  const starts = [start(a), start(b), start(output)];
  eachRow(output.shape.slice(0, -2), starts, batches, (length, at, step) => {
    for (let i = 0; i < length; i++) {
      product(at[0]! + i * step[0]!, at[1]! + i * step[1]!, at[2]! + i * step[2]!);
    }
  });
}

/** row[j] += Σ_k a[k] b[k, j], in the order of loops that walks `b` in small steps. */
function addRowProduct(
  data: Float32Array,
  row: Float64Array,
  inner: number,
  a: number,
  stepA: number,
  b: number,
  rowsB: number,
  columnsB: number,
): void {
  if (Math.abs(columnsB) <= Math.abs(rowsB)) {
    for (let k = 0; k < inner; k++) {
      const factor = data[a + k * stepA]!;
      const rowB = b + k * rowsB;
      for (let j = 0; j < row.length; j++) row[j]! += factor * data[rowB + j * columnsB]!;
    }
    return;
  }
  for (let j = 0; j < row.length; j++) {
    const columnB = b + j * columnsB;
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += data[a + k * stepA]! * data[columnB + k * rowsB]!;
    row[j]! += sum;
  }
}
