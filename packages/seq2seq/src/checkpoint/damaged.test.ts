import { cpu } from '@rondo/backend-cpu';
import { DataError, encodePairs, toyTask } from '@rondo/data';
import { dispose, manualSeed, memory, RondoError, useBackend } from '@rondo/tensor';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { buildCodec } from '../text/codec.ts';
import { Trainer } from '../training/trainer.ts';
import { unsealed } from './checksum.ts';
import { loadCheckpoint, resumeTraining, saveCheckpoint } from './checkpoint.ts';

useBackend(cpu());

const config = parseConfig({
  data: { task: 'copy' },
  model: { embeddingSize: 3, hiddenSize: 2 },
  training: { maxTokens: 60, schedule: 'plateau', ema: 0.5, keepBest: 2, validateEvery: 2 },
});
const task = toyTask('copy', { train: 12, validation: 4, test: 2 });
const codec = buildCodec(task.train, { source: task.source, target: task.target });
const encoded = {
  train: encodePairs(task.train, codec),
  validation: encodePairs(task.validation, codec),
};

let whole: Uint8Array;
beforeAll(async () => {
  const model = newModel();
  const trainer = new Trainer({ model, config: config.training, ...encoded });
  for await (const event of trainer.run()) if (event.kind === 'validation') break;
  whole = await saveCheckpoint({ model, codec, config }, trainer);
  trainer.dispose();
  model.dispose();
});

function newModel(): Seq2Seq {
  manualSeed(3);
  return new Seq2Seq({
    ...config.model,
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
}

/** Loads bytes and goes on from them; an error must be one that was made for the user, and must leave no tensor behind. */
async function expectOrderly(bytes: Uint8Array): Promise<void> {
  const before = memory().tensors;
  try {
    const { model, training, codec: restored } = await loadCheckpoint(bytes);
    const opened: { dispose(): void }[] = [model];
    try {
      const { source, target } = restored;
      target.vocabulary.decode([target.vocabulary.size - 1]);
      source.vocabulary.encode(source.tokenizer.tokenize('1 2'));
      if (training) {
        const trainer = new Trainer({ model, config: config.training, ...encoded });
        opened.push(trainer);
        resumeTraining(trainer, training);
        for await (const event of trainer.run()) if (event.kind === 'step') break;
      }
    } finally {
      for (const one of opened) one.dispose();
      dispose(training?.optimizer ?? {});
      dispose(training?.average ?? {});
    }
  } catch (error) {
    if (!(error instanceof RondoError || error instanceof DataError)) throw error;
  }
  expect(memory().tensors).toBe(before);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The file with other metadata, and no checksum that would tell. */
function withMetadata(change: (metadata: Record<string, Json>) => void): Uint8Array {
  const start = 8 + new DataView(whole.buffer, whole.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(8, start))) as Readonly<
    Record<string, Record<string, Json>>
  >;
  const metadata = header['__metadata__']!;
  metadata['sha256'] = unsealed;
  change(metadata);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(32);
  padded.set(text);
  const bytes = new Uint8Array(8 + padded.length + whole.length - start);
  new DataView(bytes.buffer).setUint32(0, padded.length, true);
  bytes.set(padded, 8);
  bytes.set(whole.subarray(start), 8 + padded.length);
  return bytes;
}

/** Paths to all values inside. */
function pathsIn(json: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [path];
  return [path, ...Object.entries(json).flatMap(([key, value]) => pathsIn(value, [...path, key]))];
}

function replaced(
  json: Json,
  [key, ...rest]: readonly string[],
  value: Json | undefined,
): Json | undefined {
  if (key === undefined) return value;
  const copy = structuredClone(json) as Record<string, Json>;
  const inside = replaced(copy[key]!, rest, value);
  if (inside === undefined) delete copy[key];
  else copy[key] = inside;
  return copy;
}

describe('a damaged checkpoint', () => {
  it('with any change of its bytes gives an error that says so', async () => {
    const place = fc.nat({ max: whole.length - 1 });
    const bytes = fc.oneof(
      fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => {
        const changed = Uint8Array.from(whole);
        changed[at]! ^= 1 << bit;
        return changed;
      }),
      place.map((at) => whole.slice(0, at)),
      fc
        .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 9 }))
        .map(([at, put]) =>
          Uint8Array.from([...whole.subarray(0, at), ...put, ...whole.subarray(at)]),
        ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (changed) => {
        await expectOrderly(changed);
        await expect(loadCheckpoint(changed)).rejects.toThrow(RondoError);
      }),
      { numRuns: 150 },
    );
  });

  it('with any change of a bit of its metadata names gives an error that says so', async () => {
    const text = new TextDecoder('latin1').decode(whole);
    for (const name of [
      '__metadata__',
      'format',
      'version',
      'sha256',
      'model',
      'codec',
      'config',
    ]) {
      const at = text.indexOf(`"${name}"`) + 1;
      for (let place = at; place < at + name.length; place++) {
        for (let bit = 0; bit < 8; bit++) {
          const changed = Uint8Array.from(whole);
          changed[place]! ^= 1 << bit;
          await expect(loadCheckpoint(changed)).rejects.toThrow(RondoError);
        }
      }
    }
  });

  it.each(['model', 'codec', 'config', 'training'])(
    'whose %s says something else is refused or loads as a whole',
    async (field) => {
      const parsed: { json: Json } = { json: null };
      withMetadata((metadata) => {
        parsed.json = JSON.parse(metadata[field] as string) as Json;
      });
      const value: fc.Arbitrary<Json | undefined> = fc.oneof(
        fc.constantFrom<Json | undefined>(undefined, null, -1, 0.5, '', [], {}, true, ['x'], {
          a: 1,
        }),
        fc.nat({ max: 1000 }),
        fc.string({ maxLength: 5 }),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsIn(parsed.json)), value, async (path, put) => {
          const changed = replaced(parsed.json, path, put);
          const bytes = withMetadata((metadata) => {
            if (changed === undefined) delete metadata[field];
            else metadata[field] = JSON.stringify(changed);
          });
          await expectOrderly(bytes);
        }),
        { numRuns: 120 },
      );
    },
  );
});
