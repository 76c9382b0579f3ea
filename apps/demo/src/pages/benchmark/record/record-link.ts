import * as v from 'valibot';
import { isTimed, recordSchema, type BenchmarkRecord, type Cell } from './record.ts';

const minute = 60_000;
const longestReason = 80;

/** A record as a short text for an address. What computed is told once, cells by their place. */
export function formatLink(record: BenchmarkRecord): string {
  const { at, browser, processors, rounds, contestants, results } = record;
  const ids = Object.keys(contestants);
  const rows = results.map(({ workload, cells }) => [
    workload,
    ...ids.map((id) => compact(cells[id])),
  ]);
  const names = ids.map((id) => [id, contestants[id]]);
  return toBase64Url(
    JSON.stringify([1, Math.floor(at / minute), browser, processors, rounds, names, rows]),
  );
}

/** The record of a link; undefined where the text is none. */
export function parseLink(link: string | undefined): BenchmarkRecord | undefined {
  if (!link) return undefined;
  try {
    const [version, at, browser, processors, rounds, names, rows] = JSON.parse(fromBase64Url(link));
    const contestants = Object.fromEntries(names);
    const ids = Object.keys(contestants);
    const results = rows.map(([workload, ...cells]: unknown[]) => ({
      workload,
      cells: Object.fromEntries(ids.flatMap((id, n) => wide(id, cells[n]))),
    }));
    const format = 'rondo-benchmark';
    const told = { format, version, browser, processors, rounds, contestants, results };
    return v.parse(recordSchema, { ...told, at: at * minute });
  } catch {
    return undefined;
  }
}

/** `[milliseconds, percent]`, a reason, or 0 for nothing. */
function compact(cell: Cell | undefined): unknown {
  if (!cell) return 0;
  return isTimed(cell)
    ? [cell.milliseconds, Math.round(100 * cell.spread)]
    : cell.reason.slice(0, longestReason);
}

function wide(id: string, cell: unknown): [string, unknown][] {
  if (typeof cell === 'string') return [[id, { reason: cell }]];
  if (!Array.isArray(cell)) return [];
  const [milliseconds, percent] = cell;
  return [[id, { milliseconds, spread: percent / 100 }]];
}

function toBase64Url(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
}
