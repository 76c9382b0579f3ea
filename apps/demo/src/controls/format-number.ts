/** With two digits behind the point, and a true minus. */
export function format(value: number): string {
  return value
    .toFixed(2)
    .replace(/^-(0\.00)$/, '$1')
    .replace('-', '−');
}

/** As a factor or a summand: what is below zero has brackets. */
export function inBrackets(value: number): string {
  const text = format(value);
  return text.startsWith('−') ? `(${text})` : text;
}
