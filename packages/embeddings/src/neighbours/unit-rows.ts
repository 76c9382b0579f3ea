/** Rows of `dimensions` numbers, each divided by its length; a row of zeros stays one. */
export function unitRows(numbers: Float32Array, dimensions: number): Float32Array {
  const units = new Float32Array(numbers.length);
  for (let begin = 0; begin < numbers.length; begin += dimensions) {
    const end = begin + dimensions;
    let squares = 0;
    for (let i = begin; i < end; i++) squares += numbers[i]! ** 2;
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let i = begin; i < end; i++) units[i] = numbers[i]! * scale;
  }
  return units;
}
