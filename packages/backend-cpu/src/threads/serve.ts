import {
  claim,
  controlBytes,
  maximumFault,
  maximumNumbers,
  numbersOffset,
  spinTime,
  ticketMask,
  word,
} from './control.ts';

/** What a worker is told when it starts. */
export interface Assignment {
  readonly memory: WebAssembly.Memory;
  /** Address of the control block. */
  readonly control: number;
  /** Number of the worker; 0 is the thread that asks. */
  readonly thread: number;
}

type Kernel = (...parameters: number[]) => unknown;

/** Makes calls of a team's jobs until it is told to stop. Never gives the thread back in between: it sleeps where it stands. */
export function serve({ memory, control, thread }: Assignment): void {
  const words = new Int32Array(memory.buffer, control, controlBytes / 4);
  const numbers = new Float64Array(memory.buffer, control + numbersOffset, maximumNumbers);
  const modules: Kernel[][] = [];
  const parameters: number[] = [];

  const run = (call: number): void => {
    const [module, name] = [words[word.module]!, words[word.export]!];
    const count = words[word.arguments]!;
    parameters.length = count + 1;
    parameters[0] = thread;
    for (let i = 0; i < count; i++) parameters[i + 1] = numbers[call * count + i]!;
    const kernels = (modules[module] ??= instantiate(memory, words, module));
    Reflect.apply(kernels[name]!, undefined, parameters);
  };

  Atomics.add(words, word.ready, 1);
  for (;;) {
    const call = claim(words);
    if (call >= 0) {
      try {
        run(call);
      } catch (error) {
        if (Atomics.add(words, word.failed, 1) === 0) writeFault(words, String(error));
      }
      Atomics.add(words, word.done, 1);
      if (Atomics.load(words, word.waiting) !== 0) Atomics.notify(words, word.done);
    } else if (Atomics.load(words, word.stop) !== 0) {
      return;
    } else {
      rest(words);
    }
  }
}

/** Returns when there may be work, or an end. */
function rest(words: Int32Array): void {
  const until = performance.now() + spinTime;
  do {
    for (let i = 0; i < 64; i++) {
      if ((Atomics.load(words, word.ticket) & ticketMask) !== 0) return;
    }
  } while (performance.now() < until);
  Atomics.add(words, word.sleepers, 1);
  const ticket = Atomics.load(words, word.ticket);
  // The team changes the ticket before it looks for sleepers: no job is missed.
  if ((ticket & ticketMask) === 0 && Atomics.load(words, word.stop) === 0) {
    Atomics.wait(words, word.ticket, ticket);
  }
  Atomics.sub(words, word.sleepers, 1);
}

/** Leaves the first fault of a job for the team, which reads it when all calls are done. */
function writeFault(words: Int32Array, text: string): void {
  const length = Math.min(text.length, maximumFault);
  for (let i = 0; i < length; i++) words[word.fault + 1 + i] = text.charCodeAt(i);
  words[word.fault] = length;
}

/** The functions of a module, in the order of its exports. Its bytes lie in the memory. */
function instantiate(memory: WebAssembly.Memory, words: Int32Array, module: number): Kernel[] {
  const at = word.modules + 2 * module;
  const [pointer, bytes] = [words[at]! >>> 0, words[at + 1]!];
  // A worker learns of growth late; growing by nothing tells it.
  if (pointer + bytes > memory.buffer.byteLength) memory.grow(0);
  const binary = new Uint8Array(memory.buffer, pointer, bytes).slice();
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  return Object.values(instance.exports) as Kernel[];
}
