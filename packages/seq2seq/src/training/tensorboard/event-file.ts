import type { TrainingEvent } from '../events.ts';
import { maskedCrc32c } from './crc32c.ts';
import { doubleField, floatField, integerField, joined, messageField, textField } from './wire.ts';

/** Numbers by the names that TensorBoard shows; a slash makes a group. */
export type Scalars = Readonly<Record<string, number>>;

/**
 * What a TensorBoard event file begins with. A run that goes on after a step writes a new file and says so, for TensorBoard then
 * forgets what older files have beyond it.
 *
 * A file is this, followed by `scalarEvent`s or `trainingEvent`s as they come; its name must contain `tfevents`. Bytes are given to
 * whoever keeps files, so that this works in a page, too: `appendFileSync(path, trainingEvent(event))`.
 */
export function eventFileStart({
  resumedAfter,
  seconds = now(),
}: { readonly resumedAfter?: number; readonly seconds?: number } = {}): Uint8Array {
  const version = record([doubleField(1, seconds), textField(3, 'brain.Event:2')]);
  if (resumedAfter === undefined) return version;
  // SessionLog { status: START }: events from this step on are of this file.
  const session = record([
    doubleField(1, seconds),
    integerField(2, resumedAfter + 1),
    messageField(7, [integerField(1, 1)]),
  ]);
  return joined([version, session]);
}

/** Some scalars at a step. Source: tensorflow/core/util/event.proto, framework/summary.proto. */
export function scalarEvent(step: number, scalars: Scalars, seconds: number = now()): Uint8Array {
  const values = Object.entries(scalars).map(([name, value]) =>
    messageField(1, [textField(1, name), floatField(2, value)]),
  );
  return record([doubleField(1, seconds), integerField(2, step), messageField(5, values)]);
}

/** What an event of training tells as scalars; no bytes for the end. */
export function trainingEvent(event: TrainingEvent, seconds?: number): Uint8Array {
  if (event.kind === 'end') return new Uint8Array();
  if (event.kind === 'validation') {
    return scalarEvent(event.step, grouped('validation', event.metrics), seconds);
  }
  const { loss, learningRate, gradientNorm, lossScale, tokens } = event;
  const tokensPerSecond = tokens / event.seconds;
  const scale = lossScale === undefined ? undefined : { lossScale };
  const scalars = { loss, learningRate, gradientNorm, ...scale, tokensPerSecond };
  return scalarEvent(event.step, grouped('training', scalars), seconds);
}

function grouped(group: string, scalars: Scalars): Scalars {
  return Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [`${group}/${name}`, value]),
  );
}

/** A TFRecord: u64 length, masked checksum of it, the message, masked checksum of that; little-endian. */
function record(fields: readonly Uint8Array[]): Uint8Array {
  const message = joined(fields);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(message.length), true);
  return joined([length, checksum(length), message, checksum(message)]);
}

function checksum(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(4);
  new DataView(result.buffer).setUint32(0, maskedCrc32c(bytes), true);
  return result;
}

function now(): number {
  return Date.now() / 1000;
}
