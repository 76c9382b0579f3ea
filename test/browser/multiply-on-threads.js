import { cpu } from '@rondo/backend-cpu';
import { scope, tensor, useBackend } from '@rondo/tensor';

/** A worker has started after that many milliseconds, or never will. */
const patience = 5000;

/** A product of matrices that is worth splitting: whether it is right, and how many threads worked. */
export async function multiplyOnThreads(options) {
  const backend = cpu(options);
  useBackend(backend);
  const until = performance.now() + patience;
  while (backend.describe().threads.working < options.threads && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const [rows, depth, columns] = [93, 250, 331];
  // Whole numbers, the products of which are exact.
  const a = Float32Array.from({ length: rows * depth }, (_, i) => (i % 7) - 3);
  const b = Float32Array.from({ length: depth * columns }, (_, i) => (i % 5) - 2);
  const product = scope(() =>
    tensor(a, { shape: [rows, depth] }).matmul(tensor(b, { shape: [depth, columns] })),
  );
  const numbers = await product.data();
  product.dispose();
  const right = numbers.every((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a[row * depth + k] * b[k * columns + column];
    return sum === value;
  });
  return { right, threads: backend.describe().threads };
}
