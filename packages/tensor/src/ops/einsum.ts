import { expectDType } from '../apply.ts';
import { scope } from '../scope.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { diagonal } from './diagonal.ts';
import { parseEinsum, type Einsum } from './einsum-equation.ts';

/** A tensor with a label for each axis. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * Sums of products by Einstein's convention: `einsum('bij,bjk->bik', a, b)`. A label that is not in the result is summed over; a
 * label twice in one operand takes its diagonal; `...` stands for all axes not named; sizes of 1 broadcast. float32.
 *
 * Any number of operands, multiplied from left to right, each pair as one (batched) matrix product.
 * @throws ShapeError for a malformed equation, or one that does not fit the shapes.
 */
export function einsum(equation: string, ...tensors: readonly Tensor[]): Tensor {
  for (const tensor of tensors) expectDType('einsum', tensor, 'float32');
  const plan = parseEinsum(
    equation,
    tensors.map(({ shape }) => shape),
  );
  const { inputs, output, sizes } = plan;
  return scope(() => {
    const operands = tensors.map((tensor, i) => distinct({ tensor, labels: inputs[i]! }, sizes));
    const product = operands.reduce((left, right, i) => {
      const later = operands.slice(i + 1).flatMap(({ labels }) => labels);
      return contract(left, right, new Set([...output, ...later]), sizes);
    });
    return arrange(sumExcept(product, new Set(output)), output);
  });
}

/** Takes diagonals until no label is there twice, and drops axes of size 1 that broadcast. */
function distinct({ tensor, labels }: Labelled, sizes: Einsum['sizes']): Labelled {
  const twice = labels.find((label, axis) => labels.indexOf(label) !== axis);
  if (twice !== undefined) {
    const [first, second] = [labels.indexOf(twice), labels.lastIndexOf(twice)];
    const others = labels.filter((_, axis) => axis !== first && axis !== second);
    return distinct({ tensor: diagonal(tensor, first, second), labels: [...others, twice] }, sizes);
  }
  const kept = labels.filter((label, axis) => tensor.shape[axis] === sizes.get(label));
  return { tensor: tensor.reshape(kept.map((label) => sizes.get(label)!)), labels: kept };
}

/** Sums over the axes whose labels nobody needs. */
function sumExcept({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (needed.has(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: tensor.sum(axes), labels: labels.filter((label) => needed.has(label)) };
}

function arrange({ tensor, labels }: Labelled, order: readonly string[]): Tensor {
  return tensor.permute(order.map((label) => labels.indexOf(label)));
}

/** The product of two operands, summed over the labels that only they have. */
function contract(
  left: Labelled,
  right: Labelled,
  needed: ReadonlySet<string>,
  sizes: Einsum['sizes'],
): Labelled {
  const a = sumExcept(left, new Set([...needed, ...right.labels]));
  const b = sumExcept(right, new Set([...needed, ...left.labels]));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const summed = shared.filter((label) => !needed.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const sizesOf = (names: readonly string[]): number[] => names.map((name) => sizes.get(name)!);
  if (summed.length === 0) {
    const ones = columns.map(() => 1);
    const x = arrange(a, [...batch, ...rows]).reshape([
      ...sizesOf(batch),
      ...sizesOf(rows),
      ...ones,
    ]);
    const y = arrange(b, [...batch, ...columns]);
    const spread = [...sizesOf(batch), ...rows.map(() => 1), ...sizesOf(columns)];
    return { tensor: x.mul(y.reshape(spread)), labels };
  }
  const [m, k, n] = [rows, summed, columns].map((names) => elementCount(sizesOf(names))) as [
    number,
    number,
    number,
  ];
  const x = arrange(a, [...batch, ...rows, ...summed]).reshape([...sizesOf(batch), m, k]);
  const y = arrange(b, [...batch, ...summed, ...columns]).reshape([...sizesOf(batch), k, n]);
  return { tensor: x.matmul(y).reshape(sizesOf(labels)), labels };
}
