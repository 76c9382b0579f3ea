import { refused, saveStateDict } from './error.ts';
import { Machine, type Surroundings } from './machine.ts';
import { opcodes } from './opcodes.ts';

/**
 * Reads a pickle: a program for a machine with a stack, which builds one value. Lists and tuples become arrays, dicts maps.
 *
 * The machine can build values and ask `surroundings` for names; nothing in the file is run.
 * Source: CPython, Lib/pickletools.py, protocols 2 to 5.
 * @throws TorchCheckpointError naming what is refused, or what is damaged.
 */
export function unpickle(bytes: Uint8Array, surroundings: Surroundings): unknown {
  const machine = new Machine(bytes, surroundings);
  for (;;) {
    const at = machine.reader.at;
    const code = machine.reader.uint8();
    if (code === stop) return machine.pop();
    const opcode = opcodes.get(code);
    if (!opcode) {
      const name = refusedOpcodes.get(code) ?? 'unknown';
      throw refused(
        `data.pkl has the opcode ${name} (0x${code.toString(16).padStart(2, '0')}) at byte ${at}, which a state dict does not need and which may build any object; ${saveStateDict}`,
        { opcode: name, code, at },
      );
    }
    opcode(machine);
  }
}

const stop = 0x2e;

/** Opcodes that exist, so that the error names them. */
const refusedOpcodes = new Map<number, string>([
  [0x46, 'FLOAT'],
  [0x49, 'INT'],
  [0x4c, 'LONG'],
  [0x50, 'PERSID'],
  [0x53, 'STRING'],
  [0x54, 'BINSTRING'],
  [0x55, 'SHORT_BINSTRING'],
  [0x56, 'UNICODE'],
  [0x64, 'DICT'],
  [0x67, 'GET'],
  [0x69, 'INST'],
  [0x6c, 'LIST'],
  [0x6f, 'OBJ'],
  [0x70, 'PUT'],
  [0x81, 'NEWOBJ'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x8f, 'EMPTY_SET'],
  [0x90, 'ADDITEMS'],
  [0x91, 'FROZENSET'],
  [0x92, 'NEWOBJ_EX'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]);
