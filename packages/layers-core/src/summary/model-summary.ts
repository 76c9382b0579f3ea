import { formatShape } from '@rondo/tensor';
import type { OutputShapes } from './run.ts';
import { table } from './table.ts';

/** One module of a model. Numbers are the module's own, without those of the modules in it. */
export interface SummaryRow {
  /** Path below the model in the code, which `freeze` takes, too; '' is the model itself. */
  readonly path: string;
  /** Name of the class. */
  readonly name: string;
  /** Shapes of what it puts out, by name ('' where it is one tensor); undefined where it was not run. */
  readonly outputs: OutputShapes | undefined;
  /** Numbers in parameters that are trained. */
  readonly trainable: number;
  /** Numbers in parameters that are frozen. */
  readonly frozen: number;
  /** Numbers in parameters that a row above counts already. */
  readonly tied: number;
  /** Numbers in tensors that are saved, but no parameters. */
  readonly buffers: number;
  /** Floating-point operations of one forward pass; undefined without inputs. */
  readonly flops: number | undefined;
}

/** What `summary` found: rows and their totals; as a string a table. */
export class ModelSummary {
  readonly rows: readonly SummaryRow[];

  constructor(rows: readonly SummaryRow[]) {
    this.rows = rows;
  }

  /** Numbers in parameters; shared ones count once. */
  get parameters(): number {
    return this.trainable + this.frozen;
  }

  get trainable(): number {
    return total(this.rows.map(({ trainable }) => trainable));
  }

  get frozen(): number {
    return total(this.rows.map(({ frozen }) => frozen));
  }

  get buffers(): number {
    return total(this.rows.map(({ buffers }) => buffers));
  }

  /** Memory of the parameters, 4 bytes a number. */
  get parameterBytes(): number {
    return 4 * this.parameters;
  }

  /** Floating-point operations of one forward pass, a multiplication and an addition counted as two; undefined without inputs. */
  get flops(): number | undefined {
    const each = this.rows.map(({ flops }) => flops);
    return each.some((flops) => flops === undefined) ? undefined : total(each as number[]);
  }

  toString(): string {
    const columns = this.flops === undefined ? [0, 1, 3] : [0, 1, 2, 3, 4];
    const pick = (cells: readonly string[]): string[] => columns.map((column) => cells[column]!);
    const rows = this.rows.map((row) => [
      row.path === '' ? '(model)' : row.path,
      row.name,
      formatOutputs(row.outputs),
      formatParameters(row),
      grouped(row.flops ?? 0),
    ]);
    const header = ['module', 'class', 'output', 'parameters', 'FLOPs'];
    const isNumber = columns.map((column) => column >= 3);
    return [table(pick(header), rows.map(pick), isNumber), ...this.#totals()].join('\n');
  }

  /** What Node's console shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  #totals(): string[] {
    const { parameters, trainable, frozen, buffers, parameterBytes, flops } = this;
    const kinds =
      frozen === 0 ? '' : `, ${grouped(trainable)} trained and ${grouped(frozen)} frozen`;
    const others = buffers === 0 ? '' : `; ${grouped(buffers)} numbers in buffers`;
    const sizes = `${grouped(parameters)} parameters (${formatBytes(parameterBytes)})${kinds}${others}`;
    if (flops === undefined) return [sizes];
    return [sizes, `${grouped(flops)} FLOPs forward; a multiply-add counts as 2`];
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

function formatOutputs(outputs: OutputShapes | undefined): string {
  return Object.entries(outputs ?? {})
    .map(([name, shape]) => (name === '' ? formatShape(shape) : `${name} ${formatShape(shape)}`))
    .join(', ');
}

function formatParameters({ trainable, frozen, tied }: SummaryRow): string {
  const parts = [
    [trainable, grouped(trainable)],
    [frozen, `${grouped(frozen)} frozen`],
    [tied, `${grouped(tied)} tied`],
  ] as const;
  const present = parts.flatMap(([count, text]) => (count > 0 ? [text] : []));
  return present.length > 0 ? present.join(', ') : '0';
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
