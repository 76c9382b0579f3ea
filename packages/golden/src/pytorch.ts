import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A module of PyTorch and what it is run on. */
export interface PyTorchRequest {
  /** Its name in `torch.nn`. */
  readonly module: string;
  readonly args: readonly number[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The names in `files.inputs` of the arguments of `forward`. */
  readonly inputs: readonly string[];
  /** Whether a step of the last argument may attend to itself and the steps before only (false). */
  readonly causal?: boolean;
}

const script = fileURLToPath(new URL('../pytorch/run_module.py', import.meta.url));
const python = process.env['PYTHON'] ?? '/usr/bin/python3';

/**
 * Has PyTorch load a state dict by name, strictly, and run the module; all files but `checkpoint` (`torch.save`) are safetensors.
 * @throws Error with what Python said when PyTorch is not there, or does not take the state dict.
 */
export function runInPyTorch(
  request: PyTorchRequest,
  files: { readonly state: Uint8Array; readonly inputs: Uint8Array },
): { outputs: Uint8Array; checkpoint: Uint8Array } {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-pytorch-'));
  const path = (name: string): string => join(folder, name);
  try {
    writeFileSync(path('request.json'), JSON.stringify({ causal: false, ...request }));
    writeFileSync(path('state.safetensors'), files.state);
    writeFileSync(path('inputs.safetensors'), files.inputs);
    const { error, status, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    if (error || status !== 0) {
      throw new Error(
        `PyTorch did not run ${request.module}: ${error?.message ?? stderr.trim()}\n` +
          `This test needs PyTorch for ${python}: apt-get install python3-torch, or set PYTHON`,
      );
    }
    return {
      outputs: readFileSync(path('outputs.safetensors')),
      checkpoint: readFileSync(path('state.pt')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
