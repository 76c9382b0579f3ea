// What a person writes who installed the recurrent layers and the CPU backend, and nothing else.
import { GRU } from '@rondo/layers-recurrent';

/** A GRU and its input; made where a backend is in use. */
export function runGRU(x) {
  const gru = new GRU(5, 7, { numLayers: 2, bidirectional: true });
  const { output, hidden } = gru.forward(x, { lengths: [4, 2, 3] });
  return { gru, output, hidden };
}
