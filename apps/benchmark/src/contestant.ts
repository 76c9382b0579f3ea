/** A process that can take part: our library in one configuration, or a peer. */
export interface Contestant {
  /** Unique, used by `--peers`, in the JSON and by the bars: rondo, rondo-t2, tfjs-wasm, torch, torch-t2, … */
  readonly id: string;
  /** The heading of its column. */
  readonly title: string;
  readonly kind: 'ours' | 'javascript' | 'native' | 'limit';
  readonly threads: number;
  /** What computes; the processor where it is left out. */
  readonly device?: 'webgpu';
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Why it cannot be started here, and how to change that; undefined where it can. */
  readonly missing: string | undefined;
}
