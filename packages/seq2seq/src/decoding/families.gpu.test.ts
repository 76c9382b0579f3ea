import { cpu } from '@rondo/backend-cpu';
import { padSequences } from '@rondo/data';
import { webgpu, type WebGpuBackend } from '@rondo/backend-webgpu';
import { useBackend, type Backend } from '@rondo/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { families, familyModel } from '../../test/families.ts';
import type { ModelOptionsInput } from '../model/config.ts';
import { beamSearch } from './beam-search.ts';
import { greedyDecode } from './greedy.ts';

const processor = cpu();
let gpu: WebGpuBackend;
beforeAll(async () => {
  gpu = await webgpu();
});
afterAll(() => gpu.dispose());

const sentences = [[5, 6, 7, 10], [4, 8], [9], [10, 9, 8], [4, 4, 4, 4, 4]];
const maxLength = 8;

async function decoded(backend: Backend, options: ModelOptionsInput) {
  useBackend(backend);
  const source = padSequences(sentences, { end: true });
  const model = familyModel(options);
  const greedy = await greedyDecode(model, source, { maxLength });
  const beam = await beamSearch(model, source, { maxLength, beam: 3 });
  model.dispose();
  return {
    greedy: greedy.map(({ ids }) => ids),
    beam: beam.map(([best]) => best!.ids),
    scores: beam.map(([best]) => best!.score),
  };
}

it.each(Object.entries(families))(
  'decodes the same sentences as the processor: %s',
  async (_, options) => {
    const expected = await decoded(processor, options);
    const received = await decoded(gpu, options);
    expect(received.greedy).toEqual(expected.greedy);
    expect(received.beam).toEqual(expected.beam);
    for (const [n, score] of expected.scores.entries()) {
      expect(received.scores[n]).toBeCloseTo(score, 4);
    }
  },
);
