import { ByteWriter } from './byte-writer.ts';
import { type ValueType, valueTypeCodes } from './types.ts';

/** The magic number and the version. */
const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** The pages of the largest 32-bit memory, 4 GiB. */
const maximumPages = 65536;

/** The parts of a module: entries of a section come with their number, entries of `bodies` with their sizes. */
export interface ModuleParts {
  readonly shared: boolean;
  readonly types: readonly FunctionType[];
  /** The number of its type for each function. */
  readonly functions: readonly number[];
  /** The numbers of exported functions by their names. */
  readonly exports: ReadonlyMap<string, number>;
  readonly bodies: ByteWriter;
}

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
}

/** A module in the binary format (WebAssembly Core Specification, section 5.5). */
export function encodeModule({
  shared,
  types,
  functions,
  exports,
  bodies,
}: ModuleParts): Uint8Array<ArrayBuffer> {
  const module = new ByteWriter(bodies.length + 1024);
  module.bytes(header);
  writeSection(module, 1, types.length, (section) => {
    for (const type of types) writeFunctionType(section, type);
  });
  writeSection(module, 2, 1, (section) => writeMemoryImport(section, shared));
  writeSection(module, 3, functions.length, (section) => {
    for (const type of functions) section.unsigned(type);
  });
  writeSection(module, 7, exports.size, (section) => {
    for (const [name, index] of exports) {
      writeName(section, name);
      section.byte(0x00);
      section.unsigned(index);
    }
  });
  writeSection(module, 10, functions.length, (section) => section.append(bodies));
  return module.toBytes();
}

/** A section: its number and size, then the count of its entries and the entries. */
function writeSection(
  module: ByteWriter,
  id: number,
  count: number,
  write: (section: ByteWriter) => void,
): void {
  const section = new ByteWriter();
  section.unsigned(count);
  write(section);
  module.byte(id);
  module.unsigned(section.length);
  module.append(section);
}

/** A name in UTF-8, after its length. */
function writeName(writer: ByteWriter, name: string): void {
  const bytes = new TextEncoder().encode(name);
  writer.unsigned(bytes.length);
  writer.bytes(bytes);
}

function writeFunctionType(writer: ByteWriter, { parameters, result }: FunctionType): void {
  writer.byte(0x60);
  writer.unsigned(parameters.length);
  for (const type of parameters) writer.byte(valueTypeCodes[type]);
  writer.byte(result === undefined ? 0 : 1);
  if (result !== undefined) writer.byte(valueTypeCodes[result]);
}

/** The import of env.memory; a shared memory must declare its maximum. */
function writeMemoryImport(writer: ByteWriter, shared: boolean): void {
  writeName(writer, 'env');
  writeName(writer, 'memory');
  writer.byte(0x02);
  writer.byte(shared ? 0x03 : 0x00);
  writer.byte(0);
  if (shared) writer.unsigned(maximumPages);
}

/** The declarations of the locals, in runs of one type. */
export function writeLocals(writer: ByteWriter, types: readonly ValueType[]): void {
  const starts: number[] = [];
  for (let i = 0; i < types.length; i++) if (types[i] !== types[i - 1]) starts.push(i);
  writer.unsigned(starts.length);
  for (let run = 0; run < starts.length; run++) {
    const start = starts[run]!;
    writer.unsigned((starts[run + 1] ?? types.length) - start);
    writer.byte(valueTypeCodes[types[start]!]);
  }
}
