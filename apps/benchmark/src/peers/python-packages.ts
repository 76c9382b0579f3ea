import { spawnSync } from 'node:child_process';

/** A Python that has a package. */
export interface PythonWith {
  readonly executable: string;
  /** Major and minor of the package: 1.13. */
  readonly version: string;
}

/** Only looks for the packages: importing them takes seconds. */
const question = (name: string): string =>
  `import importlib.metadata as m, numpy; from importlib.util import find_spec; assert find_spec("${name}"); print(m.version("${name}"))`;

/** The package (besides NumPy) as this Python has it; undefined where it has none. */
export function pythonWith(name: PythonPackage, executable: string): PythonWith | undefined {
  const { status, stdout } = spawnSync(executable, ['-c', question(name)], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const version = /^\d+\.\d+/.exec(stdout ?? '')?.[0];
  return status === 0 && version !== undefined ? { executable, version } : undefined;
}

export type PythonPackage = 'torch' | 'gensim';

/** The first of the system's Pythons that has the package. */
export function systemPythonWith(name: PythonPackage): PythonWith | undefined {
  for (const executable of ['python3', '/usr/bin/python3', 'python']) {
    const found = pythonWith(name, executable);
    if (found) return found;
  }
  return undefined;
}
