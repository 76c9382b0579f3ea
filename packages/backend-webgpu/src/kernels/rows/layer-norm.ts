import { elementCount, type FusedAttributes, type FusedKernel, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { reads, writes } from '../kernel.ts';
import { columnSums } from './column-sums.ts';
import { eachColumn, overRows, rowSums } from './row-launch.ts';

interface Norm {
  readonly x: Operand;
  /** Added before the norm; the sum goes to `sum`. */
  readonly residual?: Operand;
  readonly sum?: Operand;
  readonly weight: Operand | undefined;
  readonly bias: Operand | undefined;
  readonly output: Operand;
  readonly mean: Operand;
  readonly scale: Operand;
}

/** The operands as objects of their own: one that is given twice has two places, which other calls may tell apart. */
function eachItsOwn<Operands extends object>(operands: Operands): Operands {
  const own = Object.entries(operands).map(([name, operand]: [string, Operand | undefined]) => [
    name,
    operand && viewOf(operand, operand.shape, operand.strides),
  ]);
  return Object.fromEntries(own) as Operands;
}

/** y = (s - mean) · scale · weight + bias with s = x + residual; a row's mean and scale = 1 / √(variance + eps) are kept. */
function forward(gpu: GpuContext, eps: number, norm: Norm): void {
  const { x, residual, sum, weight, bias, output, mean, scale } = eachItsOwn(norm);
  const inputs = [x, residual, weight, bias].filter((operand) => operand !== undefined);
  const outputs = [output, mean, scale, sum].filter((operand) => operand !== undefined);
  const slots = [...inputs.map(reads), ...outputs.map(writes)];
  const all = [...inputs, ...outputs];
  const slot = (operand: Operand | undefined): number => (operand ? all.indexOf(operand) : -1);
  overRows(gpu, {
    key: `layerNorm${residual ? ' of sum' : ''}${weight ? ' weight' : ''}${bias ? ' bias' : ''}`,
    rows: x,
    slots,
    parameters: { eps: 'f32' },
    values: [eps],
    body: (names) => {
      const place = (operand: Operand, at: string): string =>
        `${names[slot(operand)]}[p.offset${slot(operand)} + ${at}]`;
      const added = residual ? ` + ${place(residual, 'start + j')}` : '';
      const value = `(${place(x, 'start + j')}${added})`;
      const weighed = weight ? ` * ${place(weight, 'j')}` : '';
      const moved = bias ? ` + ${place(bias, 'j')}` : '';
      return `
  let start = row * p.length;
  ${rowSums({ sum: value })}
  let mean = sum / f32(p.length);
  ${rowSums({ squares: 'c * c' }, `let c = ${value} - mean;`)}
  let scale = 1.0 / sqrt(squares / f32(p.length) + p.eps);
  ${eachColumn(`
    let s = ${value};
    ${sum ? `${place(sum, 'start + j')} = s;` : ''}
    ${place(output, 'start + j')} = (s - mean) * scale${weighed}${moved};`)}
  if (own == 0u) {
    ${place(mean, 'row')} = mean;
    ${place(scale, 'row')} = scale;
  }`;
    },
  });
}

interface NormGradients {
  /** What was normalised. */
  readonly s: Operand;
  readonly weight: Operand | undefined;
  readonly mean: Operand;
  readonly scale: Operand;
  /** Gradient of the normalised rows, where there is one, and of the sum itself. */
  readonly ofOutput: Operand | undefined;
  readonly ofSum: Operand | undefined;
  readonly dx: Operand | undefined;
  readonly dWeight: Operand | undefined;
  readonly dBias: Operand | undefined;
}

/** dx = scale (w g - mean(w g) - n mean(w g n)) with n = (s - mean) scale; dw = Σ g n and db = Σ g over the rows. */
function backward(gpu: GpuContext, gradients: NormGradients): void {
  const { s, weight, mean, scale, ofOutput: g, ofSum, dx, dWeight, dBias } = eachItsOwn(gradients);
  if (dx) {
    const inputs = [s, mean, scale, g, weight, ofSum].filter((operand) => operand !== undefined);
    const all = [...inputs, dx];
    const slot = (operand: Operand): number => all.indexOf(operand);
    overRows(gpu, {
      key: `layerNorm backward${g ? ' output' : ''}${weight ? ' weight' : ''}${ofSum ? ' sum' : ''}`,
      rows: s,
      slots: [...inputs.map(reads), writes(dx)],
      body: (names) => {
        const place = (operand: Operand, at: string): string =>
          `${names[slot(operand)]}[p.offset${slot(operand)} + ${at}]`;
        const direct = ofSum ? place(ofSum, 'start + j') : '0.0';
        const head = 'let start = row * p.length;';
        if (!g) return `${head} ${eachColumn(`${place(dx, 'start + j')} = ${direct};`)}`;
        const weighed = weight ? ` * ${place(weight, 'j')}` : '';
        const terms = `
    let n = (${place(s, 'start + j')} - mean) * scale;
    let d = ${place(g, 'start + j')}${weighed};`;
        return `${head}
  let mean = ${place(mean, 'row')};
  let scale = ${place(scale, 'row')};
  ${rowSums({ sum: 'd', product: 'd * n' }, terms)}
  let meanOfD = sum / f32(p.length);
  let meanOfProduct = product / f32(p.length);
  ${eachColumn(`${terms} ${place(dx, 'start + j')} = ${direct} + scale * (d - meanOfD - n * meanOfProduct);`)}`;
      },
    });
  }
  const rows = elementCount(s.shape.slice(0, -1));
  const length = s.shape.at(-1)!;
  if (!g) return;
  columnSums(gpu, {
    key: `layerNorm${dWeight ? ' weight' : ''}${dBias ? ' bias' : ''}`,
    inputs: [s, mean, scale, g],
    rows,
    length,
    outputs: [
      ...(dWeight
        ? [
            {
              operand: dWeight,
              term: ([x, m, r, d]: readonly string[]) =>
                `${d}[p.offset3 + at] * (${x}[p.offset0 + at] - ${m}[p.offset1 + row]) * ${r}[p.offset2 + row]`,
            },
          ]
        : []),
      ...(dBias
        ? [{ operand: dBias, term: ([, , , d]: readonly string[]) => `${d}[p.offset3 + at]` }]
        : []),
    ],
  });
}

export function layerNorm(gpu: GpuContext): FusedKernel<FusedAttributes['layerNorm']> {
  return {
    forward: ([x, weight, bias], [output, mean, scale], { eps }) => {
      forward(gpu, eps, { x: x!, weight, bias, output: output!, mean: mean!, scale: scale! });
    },
    backward: ({ inputs: [x, weight], outputs: [, mean, scale] }, [g], [dx, dWeight, dBias]) => {
      backward(gpu, {
        s: x!,
        weight,
        mean: mean!,
        scale: scale!,
        ofOutput: g,
        ofSum: undefined,
        dx,
        dWeight,
        dBias,
      });
    },
  };
}

export function addLayerNorm(gpu: GpuContext): FusedKernel<FusedAttributes['addLayerNorm']> {
  return {
    forward: ([x, residual, weight, bias], [output, sum, mean, scale], { eps }) => {
      const norm = { weight, bias, output: output!, mean: mean!, scale: scale! };
      forward(gpu, eps, { x: x!, residual: residual!, sum: sum!, ...norm });
    },
    // What x and the residual get is the same, and computed once.
    backward: (
      { inputs: [, , weight], outputs: [, sum, mean, scale] },
      [ofOutput, ofSum],
      [dx, , dWeight, dBias],
    ) => {
      const kept = { weight, mean: mean!, scale: scale! };
      backward(gpu, { s: sum!, ...kept, ofOutput, ofSum, dx, dWeight, dBias });
    },
  };
}
