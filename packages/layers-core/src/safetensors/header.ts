import { elementCount } from '@rondo/tensor';
import { elementTypes, type ElementType } from '../element-types.ts';
import { SafetensorsError } from './error.ts';

/** A tensor as the header describes it. */
interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** From where to where it lies in the file. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
}

const sizeLimit = 100_000_000;
const remedy = 'the file is damaged or incomplete: restore it or download it again';
const jsonRemedy =
  'it looks like JSON: the index of a model in several files is read with safetensors.loadSharded';

/** Reads and checks the header against the bytes that follow it. */
export function readHeader(bytes: Uint8Array): Header {
  const json = parse(bytes);
  const start = bytes.length - json.dataBytes;
  const { __metadata__: metadata = {}, ...descriptions } = json.header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw fault('__metadata__ must be an object of strings', { metadata });
  }
  const entries = Object.entries(descriptions).map(([name, description]) =>
    readEntry(name, description, start),
  );
  checkLayout(entries, start, bytes.length);
  return { entries, metadata: metadata as Record<string, string> };
}

function parse(bytes: Uint8Array): { header: Record<string, unknown>; dataBytes: number } {
  if (bytes.length < 8) throw fault(`${bytes.length} bytes are too few for a header; ${remedy}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const rest = bytes.length - 8;
  if (length > BigInt(sizeLimit) || length > BigInt(rest)) {
    const isIndex = bytes[0] === 0x7b;
    throw fault(
      `the header claims ${length} bytes, ${rest} follow and ${sizeLimit} are allowed; ${isIndex ? jsonRemedy : `${remedy}, if it is a safetensors file at all`}`,
      { headerLength: Number(length), available: rest },
    );
  }
  const end = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end)));
  } catch (error) {
    throw fault(`the header is not JSON (${String(error)}); ${remedy}`);
  }
  if (!isRecord(header)) throw fault(`the header is not a JSON object; ${remedy}`);
  return { header, dataBytes: bytes.length - end };
}

function readEntry(name: string, description: unknown, start: number): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(description) ? description : {};
  const type =
    typeof dtype === 'string' && Object.hasOwn(elementTypes, dtype)
      ? elementTypes[dtype as keyof typeof elementTypes]
      : undefined;
  if (!type) {
    throw fault(
      `tensor '${name}' has the element type ${JSON.stringify(dtype)}; convert it to one of ${Object.keys(elementTypes).join(', ')}`,
      { name, dtype },
    );
  }
  if (!isCounts(shape))
    throw fault(`tensor '${name}' has the shape ${JSON.stringify(shape)}; ${remedy}`, {
      name,
      shape,
    });
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw fault(`tensor '${name}' has the data_offsets ${JSON.stringify(offsets)}; ${remedy}`, {
      name,
      offsets,
    });
  }
  const [begin, end] = offsets as [number, number];
  const expected = elementCount(shape) * type.bytes;
  if (end - begin !== expected) {
    throw fault(
      `tensor '${name}' ${String(dtype)} [${shape.join(', ')}] needs ${expected} bytes, its data_offsets ${begin} to ${end} hold ${end - begin}; ${remedy}`,
      { name, expected, begin, end },
    );
  }
  return { name, type, shape, begin: start + begin, end: start + end };
}

/** Tensors must fill the data without overlaps, gaps or remains. */
function checkLayout(entries: readonly Entry[], start: number, length: number): void {
  let last = { name: '', end: start };
  for (const entry of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const { name, begin, end } = entry;
    if (begin < last.end)
      throw fault(`tensors '${last.name}' and '${name}' overlap; ${remedy}`, {
        name,
        other: last.name,
      });
    if (begin > last.end) {
      throw fault(`${begin - last.end} bytes before tensor '${name}' belong to none; ${remedy}`, {
        name,
      });
    }
    if (end > length) {
      throw fault(`tensor '${name}' ends at byte ${end} of a file of ${length}; ${remedy}`, {
        name,
        end,
        length,
      });
    }
    last = entry;
  }
  if (last.end < length)
    throw fault(`${length - last.end} bytes after the last tensor belong to none; ${remedy}`, {
      length,
    });
}

function fault(problem: string, facts: Readonly<Record<string, unknown>> = {}): SafetensorsError {
  return new SafetensorsError(`safetensors.load: ${problem}; nothing was loaded`, facts);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
