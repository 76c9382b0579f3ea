import { damaged, refused, saveStateDict } from './error.ts';
import { Buildable, Global, type Machine } from './machine.ts';

type Action = (m: Machine) => unknown;

/** The opcodes that `torch.save` writes in protocols 2 to 5; STOP (`.`) is the caller's. */
export const opcodes: ReadonlyMap<number, Action> = new Map<number, Action>([
  // PROTO, FRAME (how many bytes may be fetched at once: all are here)
  [0x80, (m) => checkProtocol(m.reader.uint8())],
  [0x95, (m) => m.reader.uint64()],

  // NONE, NEWTRUE, NEWFALSE
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
  [0x4a, (m) => m.push(m.reader.int32())],
  [0x4b, (m) => m.push(m.reader.uint8())],
  [0x4d, (m) => m.push(m.reader.uint16())],
  [0x8a, (m) => m.push(longNumber(m.reader.bytes(m.reader.uint8())))],
  [0x8b, (m) => m.push(longNumber(m.reader.bytes(m.reader.uint32())))],
  [0x47, (m) => m.push(m.reader.float64())],
  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8
  [0x58, (m) => m.push(m.reader.text(m.reader.uint32()))],
  [0x8c, (m) => m.push(m.reader.text(m.reader.uint8()))],
  [0x8d, (m) => m.push(m.reader.text(m.reader.uint64()))],
  // BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8
  [0x42, (m) => m.push(m.reader.bytes(m.reader.uint32()).slice())],
  [0x43, (m) => m.push(m.reader.bytes(m.reader.uint8()).slice())],
  [0x8e, (m) => m.push(m.reader.bytes(m.reader.uint64()).slice())],
  [0x96, (m) => m.push(m.reader.bytes(m.reader.uint64()).slice())],

  // MARK, POP, POP_MARK, DUP
  [0x28, (m) => m.mark()],
  [0x30, (m) => m.pop()],
  [0x31, (m) => m.popMark()],
  [0x32, (m) => m.push(m.top())],
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  [0x71, (m) => m.memo.set(m.reader.uint8(), m.top())],
  [0x72, (m) => m.memo.set(m.reader.uint32(), m.top())],
  [0x94, (m) => m.memo.set(m.memo.size, m.top())],
  [0x68, (m) => recall(m, m.reader.uint8())],
  [0x6a, (m) => recall(m, m.reader.uint32())],

  // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE
  [0x29, (m) => m.push([])],
  [0x85, (m) => m.push(m.popMany(1))],
  [0x86, (m) => m.push(m.popMany(2))],
  [0x87, (m) => m.push(m.popMany(3))],
  [0x74, (m) => m.push(m.popMark())],
  // EMPTY_LIST, APPEND, APPENDS
  [0x5d, (m) => m.push([])],
  [0x61, (m) => append(m, m.popMany(1))],
  [0x65, (m) => append(m, m.popMark())],
  // EMPTY_DICT, SETITEM, SETITEMS
  [0x7d, (m) => m.push(new Map())],
  [0x73, (m) => setItems(m, m.popMany(2))],
  [0x75, (m) => setItems(m, m.popMark())],

  // GLOBAL, STACK_GLOBAL, REDUCE, BUILD, BINPERSID
  [0x63, (m) => pushGlobal(m, [m.reader.line(), m.reader.line()])],
  [0x93, (m) => pushGlobal(m, m.popMany(2))],
  [0x52, reduce],
  [0x62, build],
  [0x51, (m) => m.push(m.surroundings.persistent(m.pop()))],
]);

function checkProtocol(protocol: number): void {
  if (protocol >= 2 && protocol <= 5) return;
  throw refused(
    `data.pkl is in pickle protocol ${protocol}, expected 2 to 5; save it again with torch.save(…, pickle_protocol=2)`,
    { protocol },
  );
}

const longestNumber = 64;

/** A little-endian two's complement number; a bigint where a number would be rounded. */
function longNumber(bytes: Uint8Array): number | bigint {
  if (bytes.length > longestNumber) {
    throw refused(
      `data.pkl has a whole number of ${bytes.length} bytes, expected at most ${longestNumber}`,
      { bytes: bytes.length },
    );
  }
  const unsigned = bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
  const value = BigInt.asIntN(8 * bytes.length, unsigned);
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

function recall(m: Machine, key: number): void {
  if (!m.memo.has(key)) {
    throw damaged(
      `data.pkl recalls the value ${key} before byte ${m.reader.at}, which is not there`,
    );
  }
  m.push(m.memo.get(key));
}

function append(m: Machine, items: readonly unknown[]): void {
  const list = m.top();
  if (!Array.isArray(list)) throw misplaced(m, 'appends to', 'list');
  for (const item of items) list.push(item);
}

function setItems(m: Machine, items: readonly unknown[]): void {
  const dict = m.top();
  if (!(dict instanceof Map) || items.length % 2 !== 0) throw misplaced(m, 'sets items of', 'dict');
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
}

function pushGlobal(m: Machine, [module, name]: readonly unknown[]): void {
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw misplaced(m, 'looks up', 'name');
  }
  m.push(m.surroundings.global(`${module}.${name}`, m.reader.at));
}

/** A call: of what the list has a meaning for, nothing else. */
function reduce(m: Machine): void {
  const [callee, args] = m.popMany(2);
  if (!(callee instanceof Global) || !Array.isArray(args)) throw misplaced(m, 'calls', 'function');
  if (!callee.call) {
    throw refused(
      `data.pkl calls ${callee.name} before byte ${m.reader.at}, which is not called in a state dict; ${saveStateDict}`,
      { global: callee.name, at: m.reader.at },
    );
  }
  m.push(callee.call(args));
}

/** State: of the few values that have one. Attributes: PyTorch puts `_metadata` on the OrderedDict of a state dict, which we do not need. */
function build(m: Machine): void {
  const [state, target] = [m.pop(), m.top()];
  if (target instanceof Map) return;
  if (target instanceof Buildable) {
    target.setState(state);
    return;
  }
  throw refused(
    `data.pkl sets attributes of something that is no dict (opcode BUILD) before byte ${m.reader.at}; ${saveStateDict}`,
    { opcode: 'BUILD', at: m.reader.at },
  );
}

function misplaced(m: Machine, does: string, expected: string): Error {
  return damaged(`data.pkl ${does} something that is no ${expected} before byte ${m.reader.at}`, {
    at: m.reader.at,
  });
}
