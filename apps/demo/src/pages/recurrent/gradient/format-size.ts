const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten: 10⁻⁶. */
export function formatPower(power: number): string {
  const digits = String(Math.abs(power)).replaceAll(/\d/g, (digit) => raised[Number(digit)]!);
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}

/** A number of any size with two digits that matter: 0.031, 2.4 × 10⁻⁹. */
export function formatSize(value: number): string {
  if (value === 0) return '0';
  // Rounded before it is split: 9.99e-4 is 1.0 × 10⁻³.
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  if (Math.abs(Number(power)) <= 3) return String(Number(value.toPrecision(2)));
  return `${digits} × ${formatPower(Number(power))}`;
}
