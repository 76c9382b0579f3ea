/**
 * How the threads of a workgroup combine numbers: through the workgroup's memory, half as many in each round; within subgroups, whose
 * results then meet in that memory; or within the one subgroup that they are.
 */
export type TeamKind = 'memory' | 'subgroups' | 'one subgroup';

/** The threads of a workgroup, `size` of them, a power of two; `one subgroup` has the size that all subgroups of the device have. */
export interface Team {
  readonly kind: TeamKind;
  readonly size: number;
}

/**
 * A function `name(own, x)` of WGSL: what the numbers `x` of all threads give together, to each of them. What its expressions call, the code
 * of the launch has. All threads must come by wherever it is called.
 */
export interface TeamFunction {
  readonly name: string;
  readonly type: 'f32' | 'i32';
  /** Expression of what changes no number. */
  readonly start: string;
  /** Expression of what two numbers give; also in other orders and groupings. */
  readonly step: (a: string, b: string) => string;
  /** Expression of what the numbers `x` of a subgroup give. */
  readonly ofSubgroup: (x: string) => string;
}

/** What a function of WGSL gives. */
export function by(name: string): (x: string) => string {
  return (x) => `${name}(${x})`;
}

export const sumOf: TeamFunction = {
  name: 'sumOf',
  type: 'f32',
  start: '0.0',
  step: (a, b) => `${a} + ${b}`,
  ofSubgroup: by('subgroupAdd'),
};

/** WGSL of functions of a team, and of its size, `team`. */
export function teamFunctions({ kind, size }: Team, functions: readonly TeamFunction[]): string {
  const count = `const team = ${size}u;`;
  if (kind === 'one subgroup') {
    return [count, ...functions.map((one) => byOneSubgroup(one, size))].join('\n');
  }
  const types = new Set(functions.map(({ type }) => type));
  const code = kind === 'subgroups' ? bySubgroups : byMemory;
  return [
    count,
    ...[...types].map((type) => `var<workgroup> team_${type}: array<${type}, ${size}>;`),
    ...functions.map((one) => code(one, size)),
  ].join('\n');
}

/** As in memory, bit for bit: some devices add the numbers of a subgroup one after the other, which rounds more often. */
function byOneSubgroup({ name, type, step }: TeamFunction, size: number): string {
  const rounds = Array.from(
    { length: Math.log2(size) },
    (_, round) => `${size / 2 ** (round + 1)}u`,
  );
  return `
fn ${name}(own: u32, x: ${type}) -> ${type} {
  var state = x;
  ${rounds.map((far) => `{ let other = subgroupShuffleXor(state, ${far}); state = ${step('state', 'other')}; }`).join('\n  ')}
  return state;
}`;
}

function byMemory({ name, type, step }: TeamFunction, size: number): string {
  const team = `team_${type}`;
  return `
fn ${name}(own: u32, x: ${type}) -> ${type} {
  workgroupBarrier();
  ${team}[own] = x;
  for (var half = ${size / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (own < half) { ${team}[own] = ${step(`${team}[own]`, `${team}[own + half]`)}; }
  }
  workgroupBarrier();
  return ${team}[0];
}`;
}

/** Nothing is taken for granted of subgroups: neither how large they are nor which threads form one, or that all are full. */
function bySubgroups({ name, type, start, step, ofSubgroup }: TeamFunction, size: number): string {
  const team = `team_${type}`;
  return `
fn ${name}(own: u32, x: ${type}) -> ${type} {
  let part = ${ofSubgroup('x')};
  workgroupBarrier();
  ${team}[own] = select(${start}, part, subgroupElect());
  workgroupBarrier();
  // Each subgroup goes through the results of all.
  let threads = subgroupAdd(1u);
  let first = subgroupExclusiveAdd(1u);
  var state = ${start};
  for (var at = first; at < ${size}u; at += threads) { state = ${step('state', `${team}[at]`)}; }
  return ${ofSubgroup('state')};
}`;
}
