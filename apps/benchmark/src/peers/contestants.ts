import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestant.ts';
import { majorOf, newerNode } from '../machine/node-24.ts';
import { webGpuMissing } from '../webgpu/missing.ts';
import { isInstalled, notInstalled } from './peer-modules.ts';
import { type PythonWith, pythonWith, systemPythonWith } from './python-packages.ts';

const major = majorOf(process.version);

/** Every peer, also those that cannot be started here: TensorFlow.js, jax-js, ONNX Runtime, PyTorch and gensim. */
export function peerContestants(): Contestant[] {
  return [
    script('tfjs', 'cpu', { id: 'tfjs-cpu', title: 'tfjs cpu' }),
    script('tfjs', 'wasm', { id: 'tfjs-wasm', title: 'tfjs wasm' }),
    script('jax', 'wasm', { id: 'jax-js', title: `jax-js, Node ${major}` }),
    ...(major < 24 ? [jaxOnNewerNode()] : []),
    ...[1, 2].map((threads) =>
      script('onnx', `web ${threads}`, { id: 'ort-web', title: 'onnxruntime-web', threads }),
    ),
    ...[1, 2].map((threads) =>
      script('onnx', `node ${threads}`, {
        id: 'ort-node',
        title: 'onnxruntime-node',
        threads,
        kind: 'native',
      }),
    ),
    ...torchContestants(),
    ...gensimContestants(),
  ];
}

/** The peers that compute on the graphics device, each in a process with the `navigator.gpu` of the package webgpu. */
export function peersOnWebGpu(): Contestant[] {
  const both = [
    script('jax', 'webgpu', { id: 'jax-js-webgpu', title: 'jax-js, WebGPU' }),
    script('tfjs', 'webgpu', { id: 'tfjs-webgpu', title: 'tfjs, WebGPU' }),
  ];
  return both.map((contestant) => ({
    ...contestant,
    device: 'webgpu',
    missing: contestant.missing ?? webGpuMissing(),
  }));
}

interface Variant {
  readonly id: string;
  readonly title: string;
  readonly threads?: number;
  readonly kind?: Contestant['kind'];
}

const peerOf = { tfjs: 'tfjs', jax: 'jax-js', onnx: 'onnxruntime' } as const;

function script(
  folder: keyof typeof peerOf,
  options: string,
  { id, title, threads = 1, kind = 'javascript' }: Variant,
): Contestant {
  return {
    ...named(id, title, threads),
    kind,
    command: process.execPath,
    args: [fileURLToPath(new URL(`./${folder}/main.js`, import.meta.url)), ...options.split(' ')],
    env: {},
    missing: isInstalled(peerOf[folder]) ? undefined : notInstalled,
  };
}

function jaxOnNewerNode(): Contestant {
  const node = newerNode();
  const contestant = script('jax', 'wasm', { id: 'jax-js-n24', title: 'jax-js, Node 24' });
  const missing = node === undefined ? notInstalled : contestant.missing;
  return { ...contestant, command: node ?? 'node24', missing };
}

/** Debian's or another PyTorch of the system, and a second one named in RONDO_BENCH_TORCH, each with one and two threads. */
function torchContestants(): Contestant[] {
  const system = systemPythonWith('torch');
  const chosen = process.env['RONDO_BENCH_TORCH'];
  const other = chosen === undefined ? undefined : pythonWith('torch', chosen);
  return [
    ...torch('torch', system, 'no python3 with torch and numpy: install python3-torch'),
    ...(chosen === undefined
      ? []
      : torch('torch-new', other, `no torch and numpy in ${chosen}: install them`)),
  ];
}

function torch(id: string, found: PythonWith | undefined, absent: string): Contestant[] {
  return [1, 2].map((threads) => python('torch', { id, title: 'PyTorch', threads, found, absent }));
}

/** gensim of the system, or of the Python named in RONDO_BENCH_GENSIM, with one and two threads. */
function gensimContestants(): Contestant[] {
  const chosen = process.env['RONDO_BENCH_GENSIM'];
  const found = chosen === undefined ? systemPythonWith('gensim') : pythonWith('gensim', chosen);
  const absent = 'no python3 with gensim and numpy: install python3-gensim';
  return [1, 2].map((threads) =>
    python('gensim', { id: 'gensim', title: 'gensim', threads, found, absent }),
  );
}

interface OfPython {
  readonly id: string;
  readonly title: string;
  readonly threads: number;
  readonly found: PythonWith | undefined;
  readonly absent: string;
}

/** The program serve.py in a folder. */
function python(folder: string, { id, title, threads, found, absent }: OfPython): Contestant {
  // From dist as from src this is the script among the sources: Python needs no build.
  const serve = fileURLToPath(new URL(`../../src/peers/${folder}/serve.py`, import.meta.url));
  // One thread of gensim is one that trains; BLAS is called with single rows.
  const blasThreads = folder === 'gensim' ? '1' : String(threads);
  return {
    ...named(id, `${title} ${found?.version ?? ''}`.trim(), threads),
    kind: 'native',
    command: found?.executable ?? 'python3',
    args: [serve, String(threads)],
    env: {
      OMP_NUM_THREADS: blasThreads,
      OPENBLAS_NUM_THREADS: blasThreads,
      MKL_NUM_THREADS: blasThreads,
      // Set for another processor, it would make OpenBLAS slower than it is.
      OPENBLAS_CORETYPE: undefined,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    missing: found ? undefined : absent,
  };
}

function named(
  id: string,
  title: string,
  threads: number,
): Pick<Contestant, 'id' | 'title' | 'threads'> {
  if (threads === 1) return { id, title, threads };
  return { id: `${id}-t${threads}`, title: `${title}, ${threads} threads`, threads };
}
