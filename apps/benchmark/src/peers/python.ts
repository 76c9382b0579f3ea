import { spawnSync } from 'node:child_process';

/** A Python that has PyTorch. */
export interface TorchPython {
  readonly executable: string;
  /** Major and minor: 1.13. */
  readonly version: string;
}

// Only looks for the packages: importing torch takes seconds.
const question =
  'import importlib.metadata as m, numpy; from importlib.util import find_spec; assert find_spec("torch"); print(m.version("torch"))';

/** PyTorch as this Python has it; undefined where it has none. */
export function torchOf(executable: string): TorchPython | undefined {
  const { status, stdout } = spawnSync(executable, ['-c', question], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const version = /^\d+\.\d+/.exec(stdout ?? '')?.[0];
  return status === 0 && version !== undefined ? { executable, version } : undefined;
}

/** The first of the system's Pythons that has PyTorch. */
export function systemTorch(): TorchPython | undefined {
  for (const executable of ['python3', '/usr/bin/python3', 'python']) {
    const found = torchOf(executable);
    if (found) return found;
  }
  return undefined;
}
