import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventsOf, toyConfig, toyTrainer } from '../../../test/toy-run.ts';
import { crc32c } from './crc32c.ts';
import { eventFileStart, scalarEvent, trainingEvent } from './event-file.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/tensorboard.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

it('has the checksum of the check string', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array())).toBe(0);
});

it("writes the bytes of TensorBoard's own writer", () => {
  const seconds = 1_700_000_000.25;
  expect(base64(eventFileStart({ seconds }))).toBe(fixture['start']);
  expect(base64(eventFileStart({ seconds, resumedAfter: 300 }))).toBe(fixture['resumed']);
  const scalars = { 'training/loss': 2.5, größe: -1e-7 };
  expect(base64(scalarEvent(300_000_000_000, scalars, 1_700_000_001.5))).toBe(fixture['scalars']);
});

it('tells steps and validations', async () => {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  const events = await eventsOf(toyTrainer(toyConfig()));
  const bytesOf = (kind: string): string =>
    text(trainingEvent(events.find((event) => event.kind === kind)!));
  expect(bytesOf('step')).toMatch(/training\/loss.*training\/learningRate/s);
  expect(bytesOf('validation')).toMatch(/validation\/loss.*validation\/bleu/s);
  expect(bytesOf('end')).toBe('');
});
