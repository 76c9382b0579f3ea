import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Fields that a checkpoint of this version must have; what they hold beyond that is checked where it is used. */
export const metadataSchemas = {
  model: v.object({
    sourceVocabulary: count,
    targetVocabulary: count,
    embeddingSize: count,
    hiddenSize: count,
    layers: count,
    attention: v.picklist(['none', 'dot', 'additive']),
    tiedEmbeddings: v.picklist(['none', 'target', 'all']),
    dropout: v.number(),
  }),
  codec: v.object({
    tokenizers: v.object({ source: v.looseObject({}), target: v.looseObject({}) }),
    vocabularies: v.object({ source: v.looseObject({}), target: v.looseObject({}) }),
  }),
  config: v.looseObject({}),
  training: v.object({
    state: v.looseObject({
      step: whole,
      batches: v.object({ seed: whole, epoch: whole, position: whole }),
      random: v.object({ seed: whole, block: whole }),
      tokens: whole,
      seconds: v.number(),
      fingerprint: v.string(),
      history: v.object({ training: v.array(v.unknown()), validation: v.array(v.unknown()) }),
    }),
    numbers: v.object({ learningRate: v.number(), steps: v.array(whole) }),
  }),
};
