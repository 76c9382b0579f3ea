import { Parameter } from '@rondo/autograd';
import { tensor } from '@rondo/tensor';
import { range, RandomWords } from '../sampling/random-words.ts';

/** The stream of a seed that first vectors are drawn from; steps have those from 1 on. */
const stream = 0;

/** Rows from U(-1/2D, 1/2D), as word2vec begins. */
export function initialVectors(rows: number, dimensions: number, seed: number): Parameter {
  return new Parameter(tensor(drawnVectors(rows, dimensions, seed), { shape: [rows, dimensions] }));
}

export function drawnVectors(rows: number, dimensions: number, seed: number): Float32Array {
  const random = new RandomWords(seed, stream);
  const numbers = new Float32Array(rows * dimensions);
  for (let i = 0; i < numbers.length; i++) numbers[i] = (random.next() / range - 0.5) / dimensions;
  return numbers;
}
