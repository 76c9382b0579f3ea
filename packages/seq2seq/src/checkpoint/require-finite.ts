import { TrainingError } from '@rondo/training';

interface Entry {
  readonly dtype?: string;
  readonly data_offsets?: readonly [number, number];
}

/**
 * A model that has diverged must not take the place of a good one. Looks at the bytes of the safetensors file, which are all of one
 * moment.
 * @throws TrainingError naming the first tensor that holds values that are not finite.
 */
export function requireFinite(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Readonly<
    Record<string, Entry>
  >;
  for (const [name, { dtype, data_offsets: offsets }] of Object.entries(header)) {
    if (dtype !== 'F32' || !offsets) continue;
    const [from, to] = offsets;
    for (let at = start + from; at < start + to; at += 4) {
      if (Number.isFinite(view.getFloat32(at, true))) continue;
      throw new TrainingError(
        `the tensor '${name}' holds values that are not finite numbers, so no checkpoint was made of it; ` +
          'go back to an earlier checkpoint with a lower training.learningRate or a longer training.warmup',
        { name },
      );
    }
  }
}
