const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** Seconds as `0:07`, `12:34` or `1:02:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(s)}` : `${m}:${twoDigits(s)}`;
}

/** A count as `950`, `1.2k`, `34k`, `1.2M`. */
export function formatCount(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const [scaled, unit] = value < 999_500 ? [value / 1e3, 'k'] : [value / 1e6, 'M'];
  return `${scaled < 9.95 ? scaled.toFixed(1) : scaled.toFixed(0)}${unit}`;
}

/** A size as `950 B`, `12.3 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

const scales = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** A quantity as `34.0 TFLOP`, `310 MB`. */
export function formatScaled(value: number, unit: string): string {
  const power = value < 1 ? 0 : Math.min(scales.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  // 999.6 would have four digits.
  const [number, at] = scaled >= 999.5 ? [1, power + 1] : [scaled, power];
  return `${number === 0 ? '0' : number.toPrecision(3)} ${scales[at]}${unit}`;
}

/** A loss or a rate with three digits that matter. */
export function formatNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 0.001) return value.toExponential(1);
  if (size < 0.1) return value.toPrecision(3);
  return size < 1000 ? value.toFixed(3) : formatCount(value);
}

/** A share as `99.93 %`; only all is 100 %. */
export function formatShare(share: number): string {
  const percent = (100 * share).toFixed(2);
  return `${share < 1 && percent === '100.00' ? '99.99' : percent} %`;
}

/** A part of a line, and how much it matters: what has a higher rank goes first where room is scarce. */
export type Part = readonly [text: string, rank: number];

/** The parts that fit, in their order, two blanks apart; the one of the lowest rank is always there. */
export function joinWithin(parts: readonly Part[], room: number): string {
  const line = parts.map(([text]) => text).join('  ');
  if (line.length <= room || parts.length <= 1) return line;
  const least = Math.max(...parts.map(([, rank]) => rank));
  return joinWithin(
    parts.filter(([, rank]) => rank < least),
    room,
  );
}

/** A bar with numbers behind it that fits a line: the bar shrinks first, then the line is cut. */
export function barLine(share: number, text: string, columns: number): string {
  const room = columns - 1;
  const free = Math.min(24, room - text.length - 2);
  // Steps of four, so that it keeps its width while the numbers grow.
  const width = free - (free % 4);
  if (width < 4) return text.slice(0, room);
  const filled = Math.round(share * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${text}`;
}
