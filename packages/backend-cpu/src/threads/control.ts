/**
 * The words through which a team and its workers speak, in the shared memory: int32 indices relative to the start of the block.
 * Words that different threads write lie on different cache lines.
 */
export const word = {
  /** Number of the job in the upper bits, calls that nobody has claimed in the lower `ticketBits`. */
  ticket: 0,
  /** Calls of the job that workers have finished. */
  done: 16,
  /** Calls of the job that threw. */
  failed: 17,
  /** Workers that sleep until the ticket changes. */
  sleepers: 32,
  /** Whether the team sleeps until a call is done. */
  waiting: 48,
  /** Whether workers should end. */
  stop: 49,
  /** Workers that have started. */
  ready: 50,
  /** The job: number of the module, of its export, and of arguments of each call. */
  module: 64,
  export: 65,
  arguments: 66,
  /** Why a call threw: length and UTF-16 codes of the message, one in each word. */
  fault: 67,
  /** Address and bytes of each module, in pairs. */
  modules: 208,
} as const;

/** Characters that `fault` holds. */
export const maximumFault = word.modules - word.fault - 1;

export const ticketBits = 12;
export const ticketMask = 2 ** ticketBits - 1;

/** Modules that a team can know. */
export const maximumModules = 1024;
/** Numbers that the calls of one job can take together, as float64. */
export const maximumNumbers = 4096;

/** Byte offset of those numbers. */
export const numbersOffset = 4 * (word.modules + 2 * maximumModules);
export const controlBytes = numbersOffset + 8 * maximumNumbers;

/** How long a thread looks for work, or for the end of it, before it sleeps, in milliseconds: to wake up takes longer. */
export const spinTime = 0.1;

/** Takes one call of the job that the ticket stands for; gives its number, or -1 when all are taken. */
export function claim(words: Int32Array): number {
  for (;;) {
    const ticket = Atomics.load(words, word.ticket);
    const left = ticket & ticketMask;
    if (left === 0) return -1;
    if (Atomics.compareExchange(words, word.ticket, ticket, ticket - 1) === ticket) return left - 1;
  }
}
