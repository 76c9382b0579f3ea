import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as exported from '../index.ts';
import { allOps, fusedOps } from './all-ops.ts';

const source = fileURLToPath(new URL('..', import.meta.url));

const isOp = (value: unknown): value is { readonly name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && 'vjp' in value;

/** Ops among the exports, alone or in a table. */
const exportedOps = Object.values(exported).flatMap((value: unknown) =>
  isOp(value)
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).filter(isOp)
      : [],
);

describe('allOps', () => {
  it('has every op that the package exports', () => {
    const listed = new Set<unknown>(allOps);
    expect(exportedOps.filter((op) => !listed.has(op)).map(({ name }) => name)).toEqual([]);
    expect(exportedOps.length).toBeGreaterThan(50);
  });

  it('has one op of each name', () => {
    const names = allOps.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('misses none that a file defines without exporting it', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const hidden = files.flatMap((file) =>
      [
        ...readFileSync(`${source}/${file}`, 'utf8').matchAll(
          /^const (\w+)[^=]*\b(?:Kernel|View)Op</gm,
        ),
      ].map(([, name]) => `${file}: ${name}`),
    );
    expect(hidden).toEqual([]);
  });

  it('has the op of every fused kernel', () => {
    for (const [name, { op }] of Object.entries(fusedOps)) {
      expect(op.name).toBe(name);
      expect(allOps).toContain(op);
    }
  });
});
