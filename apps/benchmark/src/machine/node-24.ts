import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { peersFolder } from '../peers-folder.ts';

/** A Node of version 24 or later: the one that runs this, RONDO_BENCH_NODE, the one that `--install-peers` puts in place, or node24 on the PATH. */
export function newerNode(): string | undefined {
  const candidates = [
    process.env['RONDO_BENCH_NODE'],
    join(peersFolder, 'node24/node_modules/node/bin/node'),
    'node24',
  ];
  if (majorOf(process.version) >= 24) return process.execPath;
  return candidates.find((path) => path !== undefined && isNewer(path));
}

function isNewer(path: string): boolean {
  try {
    const version = execFileSync(path, ['--version'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return majorOf(version.trim()) >= 24;
  } catch {
    return false;
  }
}

/** 24 of v24.1.0. */
export function majorOf(version: string): number {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
}
