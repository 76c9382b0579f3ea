/** A logarithmic scale from one power of ten to another. */
export interface FlowScale {
  readonly bottom: number;
  readonly top: number;
  /** Powers of ten with a line. */
  readonly marks: readonly number[];
}

/** What float32 can hold goes down to here; smaller gradients are gone. */
const lowest = -45;
const mostMarks = 7;

/** A scale that holds all curves, and at least three powers of ten. */
export function flowScale(curves: readonly (readonly number[])[]): FlowScale {
  const powers = curves
    .flat()
    .filter((value) => value > 0 && Number.isFinite(value))
    .map((value) => Math.log10(value));
  const top = Math.max(0, Math.ceil(Math.max(0, ...powers) - 1e-9));
  const bottom = Math.max(lowest, Math.min(top - 3, Math.floor(Math.min(0, ...powers) + 1e-9)));
  const by = [1, 2, 5, 10].find((step) => (top - bottom) / step < mostMarks) ?? 10;
  const marks = [];
  for (let power = Math.floor(top / by) * by; power >= bottom; power -= by) marks.push(power);
  return { bottom, top, marks };
}

/** From 0 at the bottom to 1 at the top; what is too small lies at the bottom. */
export function flowHeight(value: number, { bottom, top }: FlowScale): number {
  const power = value > 0 ? Math.log10(value) : bottom;
  return (Math.min(top, Math.max(bottom, power)) - bottom) / (top - bottom);
}

/** The path of a curve in a box of 1000 by 100, the first step at the left. */
export function flowPath(values: readonly number[], scale: FlowScale): string {
  return values
    .map((value, t) => {
      const x = (t / Math.max(1, values.length - 1)) * 1000;
      const y = (1 - flowHeight(value, scale)) * 100;
      return `${t === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(2)}`;
    })
    .join('');
}

/** By how much one step back multiplies a gradient on average; 0 where it has vanished on the way. */
export function factorOf(values: readonly number[]): number {
  const [first, last] = [values[0]!, values.at(-1)!];
  return (first / last) ** (1 / Math.max(1, values.length - 1));
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten: 10⁻⁶. */
export function formatPower(power: number): string {
  const digits = String(Math.abs(power)).replaceAll(/\d/g, (digit) => raised[Number(digit)]!);
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}

/** A number of any size with two digits that matter: 0.031, 2.4 × 10⁻⁹. */
export function formatSize(value: number): string {
  if (value === 0) return '0';
  const power = Math.floor(Math.log10(value) + 1e-9);
  if (power >= -3 && power <= 3) return String(Number(value.toPrecision(2)));
  return `${(value / 10 ** power).toFixed(1)} × ${formatPower(power)}`;
}
