import { elementCount, fill, type Workload } from '@rondo/workloads';

/** A tensor of a workload in the layout that JavaScript libraries multiply with. */
export interface Kernel {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
  readonly trained: boolean;
}

const projections = ['q', 'k', 'v'] as const;

/**
 * The tensors of a workload by name, as users of these libraries keep them: weights of linear and recurrent layers are
 * [inputs, outputs], and in_proj_weight and in_proj_bias are three layers, in_proj_weight.q, .k and .v.
 */
export function kernelsOf(workload: Workload): Map<string, Kernel> {
  const kernels = new Map<string, Kernel>();
  for (const spec of workload.tensors) {
    const data = fill(spec);
    const trained = spec.dtype === 'float32' && spec.gradient;
    const [rows = 1, columns = 1] = spec.shape;
    if (isProjection(spec.name)) {
      projections.forEach((part, i) => {
        const third = data.subarray((i * data.length) / 3, ((i + 1) * data.length) / 3);
        const matrix = spec.shape.length === 2;
        kernels.set(`${spec.name}.${part}`, {
          shape: matrix ? [columns, rows / 3] : [rows / 3],
          data: matrix ? transposed(third, rows / 3, columns) : third,
          trained,
        });
      });
    } else if (isMatrix(spec.name, spec.shape)) {
      kernels.set(spec.name, {
        shape: [columns, rows],
        data: transposed(data, rows, columns),
        trained,
      });
    } else {
      kernels.set(spec.name, { shape: spec.shape, data, trained });
    }
  }
  return kernels;
}

/** The gradient of a tensor of the workload, in its own layout, from the gradients of its kernels. */
export function gradientOf(
  workload: Workload,
  name: string,
  gradient: (kernel: string) => Float32Array,
): Float32Array {
  const spec = workload.tensors.find((tensor) => tensor.name === name);
  if (!spec) throw new Error(`${workload.name} has no tensor ${name}`);
  const [rows = 1, columns = 1] = spec.shape;
  if (isProjection(name)) {
    const whole = new Float32Array(elementCount(spec.shape));
    projections.forEach((part, i) => {
      const third = gradient(`${name}.${part}`);
      const rowMajor = spec.shape.length === 2 ? transposed(third, columns, rows / 3) : third;
      whole.set(rowMajor, (i * whole.length) / 3);
    });
    return whole;
  }
  const values = gradient(name);
  return isMatrix(name, spec.shape) ? transposed(values, columns, rows) : values;
}

/** The names of the tensors whose gradients are asked for. */
export function trainedNames(workload: Workload): string[] {
  return workload.tensors.flatMap((spec) =>
    spec.dtype === 'float32' && spec.gradient ? [spec.name] : [],
  );
}

function isProjection(name: string): boolean {
  return /in_proj_(weight|bias)$/.test(name);
}

function isMatrix(name: string, shape: readonly number[]): boolean {
  return shape.length === 2 && /\.weight$|^weight_(ih|hh)_/.test(name);
}

function transposed<Values extends Float32Array | Int32Array>(
  values: Values,
  rows: number,
  columns: number,
): Values {
  const result = values.slice() as Values;
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) result[j * rows + i] = values[i * columns + j] ?? 0;
  }
  return result;
}
