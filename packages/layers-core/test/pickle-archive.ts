import { zipSync, type Zippable } from 'fflate';

/** Bytes from text of which each character is one: opcodes and what follows them. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

type Records = Readonly<Record<string, Uint8Array>>;

/** A checkpoint of this pickle, which protocol and STOP are put around, with these storages and other records. */
export function archiveOf(
  program: string,
  storages: Records = {},
  others: Records = {},
): Uint8Array {
  const named = (folder: string, records: Records): Records =>
    Object.fromEntries(
      Object.entries(records).map(([name, bytes]) => [`archive/${folder}${name}`, bytes]),
    );
  return zipOf({
    'archive/data.pkl': latin1(`\x80\x02${program}.`),
    ...named('data/', storages),
    ...named('', others),
  });
}

/** A zip archive of stored records. */
export function zipOf(records: Records): Uint8Array {
  const stored: Zippable = {};
  for (const [name, bytes] of Object.entries(records)) stored[name] = [bytes, { level: 0 }];
  return zipSync(stored);
}

/** `text` as the opcode that pushes it. */
export function pushText(text: string): string {
  return `X${String.fromCharCode(text.length)}\0\0\0${text}`;
}

/** What a tensor on a storage of floats, or another type, is pushed with; all numbers are less than 256. */
interface TensorProgram {
  readonly storage?: string;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export function pushTensor(
  key: string,
  count: number,
  { storage = 'Float', offset = 0, shape, strides }: TensorProgram,
): string {
  const tuple = (numbers: readonly number[]): string => `(${numbers.map(pushByte).join('')}t`;
  const id = `(${pushText('storage')}ctorch\n${storage}Storage\n${pushText(key)}${pushText('cpu')}${pushByte(count)}tQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${id}${pushByte(offset)}${tuple(shape)}${tuple(strides)}\x89}tR`;
}

function pushByte(value: number): string {
  return `K${String.fromCharCode(value)}`;
}
