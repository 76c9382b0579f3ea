/** A peer's packages, installed together into a folder of their own. */
export interface PeerPackages {
  readonly id: string;
  readonly title: string;
  /** Exact versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** What they take on disk with all they depend on, rounded up. */
  readonly megabytes: number;
  /** Added to the environment of the installation. */
  readonly env: Readonly<Record<string, string>>;
}

/** What `--install-peers` installs. PyTorch comes from the system or from a virtual environment instead. */
export const peerPackages: readonly PeerPackages[] = [
  {
    id: 'tfjs',
    title: 'TensorFlow.js with its cpu, wasm and webgpu backends',
    packages: {
      '@tensorflow/tfjs': '4.22.0',
      '@tensorflow/tfjs-backend-wasm': '4.22.0',
      '@tensorflow/tfjs-backend-webgpu': '4.22.0',
    },
    megabytes: 330,
    env: {},
  },
  {
    id: 'jax-js',
    title: 'jax-js',
    packages: { '@jax-js/jax': '0.1.25' },
    megabytes: 2,
    env: {},
  },
  {
    id: 'onnxruntime',
    title: 'ONNX Runtime, WebAssembly and native',
    packages: { 'onnxruntime-node': '1.30.0', 'onnxruntime-web': '1.30.0' },
    megabytes: 440,
    // The native CPU library is in the package; its script only fetches GPU libraries.
    env: { ONNXRUNTIME_NODE_INSTALL: 'skip' },
  },
  {
    id: 'webgpu',
    title: 'WebGPU for Node',
    packages: { webgpu: '0.6.2' },
    megabytes: 140,
    env: {},
  },
  {
    id: 'node24',
    title: 'Node 24, for contestants that gain by a newer engine',
    packages: { node: '24.21.0' },
    megabytes: 190,
    env: {},
  },
  {
    id: 'koffi',
    title: 'koffi, with which our own BLAS configuration calls a native library',
    packages: { koffi: '3.3.4' },
    megabytes: 90,
    env: {},
  },
];
