import * as v from 'valibot';
import { sizedModelSchema } from '../config/model-schema.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Fields that a checkpoint of this version must have; what they hold beyond that is checked where it is used. */
export const metadataSchemas = {
  model: sizedModelSchema,
  codec: v.object({
    tokenizers: v.object({ source: v.looseObject({}), target: v.looseObject({}) }),
    vocabularies: v.object({ source: v.looseObject({}), target: v.looseObject({}) }),
  }),
  config: v.looseObject({}),
  origin: v.object({
    file: v.string(),
    sha256: v.string(),
    loaded: v.array(v.string()),
    rows: v.array(v.object({ name: v.string(), found: whole, of: whole })),
    missing: v.array(v.string()),
    mismatched: v.array(v.string()),
  }),
  training: v.object({
    state: v.looseObject({
      step: whole,
      batches: v.object({ seed: whole, epoch: whole, position: whole }),
      random: v.object({ seed: whole, block: whole }),
      tokens: whole,
      seconds: v.number(),
      fingerprint: v.string(),
      kept: v.optional(v.array(v.looseObject({ step: whole }))),
      schedule: v.optional(
        v.object({
          rate: v.number(),
          best: v.nullable(v.number()),
          bad: whole,
          cooling: whole,
        }),
      ),
      averaged: v.optional(whole),
      skipped: v.optional(whole),
      scaler: v.optional(
        v.object({ scale: v.pipe(v.number(), v.gtValue(0)), growthTracker: whole }),
      ),
      partPlaces: v.optional(whole),
      history: v.object({ training: v.array(v.unknown()), validation: v.array(v.unknown()) }),
    }),
    numbers: v.object({ learningRate: v.number(), steps: v.array(whole) }),
  }),
};
