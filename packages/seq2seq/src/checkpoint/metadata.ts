import type { OptimizerState } from '@rondo/optim';
import { RondoError } from '@rondo/tensor';
import * as v from 'valibot';
import { parseModelConfig, parseToldConfig } from '../config/parse.ts';
import type { RunConfig } from '../config/schema.ts';
import type { ModelConfig } from '../model/config.ts';
import type { CodecConfig } from '../text/codec.ts';
import type { TrainingState } from '../training/state.ts';
import { metadataSchemas } from './metadata-schema.ts';
import type { Origin } from './origin.ts';

/** A file that is not a checkpoint of this library, or not one that this version reads. */
export class CheckpointError extends RondoError {
  override readonly name = 'CheckpointError';
}

/** Where training stood, besides tensors. */
export interface TrainingMetadata {
  readonly state: TrainingState;
  /** Numbers of the optimizer. */
  readonly numbers: OptimizerState['numbers'];
}

/** What a checkpoint says besides tensors. */
export interface Metadata {
  readonly model: ModelConfig;
  readonly codec: CodecConfig;
  readonly config: RunConfig;
  readonly origin: Origin | undefined;
  readonly training: TrainingMetadata | undefined;
}

const format = 'rondo-seq2seq';
const version = 1;

/** As the text fields of a safetensors file. */
export function writeMetadata(
  { model, codec, config, origin, training }: Metadata,
  sha256: string,
): Record<string, string> {
  return {
    format,
    version: String(version),
    sha256,
    model: JSON.stringify(model),
    codec: JSON.stringify(codec),
    config: JSON.stringify(config),
    ...(origin && { origin: JSON.stringify(origin) }),
    ...(training && { training: JSON.stringify(training) }),
  };
}

/** @throws CheckpointError naming what is missing or wrong. */
export function readMetadata(fields: Readonly<Record<string, string>>): Metadata {
  if (fields['format'] !== format) {
    throw new CheckpointError(
      `not a translation checkpoint: the file's metadata says format '${fields['format'] ?? '(none)'}', expected '${format}'`,
      { format: fields['format'] },
    );
  }
  if (fields['version'] !== String(version)) {
    throw new CheckpointError(
      `the checkpoint has version ${fields['version']}, this program reads version ${version}; use the program that wrote it`,
      { version: fields['version'] },
    );
  }
  if (fields['sha256'] === undefined) {
    throw new CheckpointError(
      "the checkpoint is damaged: it states no checksum (sha256 in the file's metadata); copy it again, or use an earlier one",
      { field: 'sha256' },
    );
  }
  const training = fields['training'] === undefined ? undefined : parseField(fields, 'training');
  const origin = fields['origin'] === undefined ? undefined : parseField(fields, 'origin');
  return {
    // What older programs did not know has its default.
    model: parseModelConfig(parseField(fields, 'model')),
    codec: parseField(fields, 'codec') as CodecConfig,
    config: parseToldConfig(parseField(fields, 'config')),
    origin: origin as Origin | undefined,
    training: training as TrainingMetadata | undefined,
  };
}

function parseField(
  fields: Readonly<Record<string, string>>,
  name: keyof typeof metadataSchemas,
): object {
  const result = v.safeParse(metadataSchemas[name], jsonOf(fields[name]));
  if (result.success) return JSON.parse(fields[name]!) as object;
  const [issue] = result.issues;
  throw new CheckpointError(
    `the checkpoint's metadata does not say '${[name, v.getDotPath(issue)].filter(Boolean).join('.')}' as it should (${issue.message}): the file is damaged or was written by another program`,
    { field: name, fault: issue.message },
  );
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
