import { ShapeError } from '../errors.ts';
import { formatShape, type Shape } from '../shape.ts';

/** An einsum equation applied to shapes: the label of every axis, and the size each label stands for. */
export interface Einsum {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * Reads an equation such as `bij,bjk->bik`. Labels are letters; `...` stands for the axes that are left, aligned at the last
 * one; without an arrow the result has those axes, then the labels that occur once, in alphabetical order.
 * @throws ShapeError for a malformed equation, or one that does not fit the shapes.
 */
export function parseEinsum(equation: string, shapes: readonly Shape[]): Einsum {
  const fail = (problem: string, facts: object = {}): never => {
    throw new ShapeError(`einsum '${equation}': ${problem}`, { equation, shapes, ...facts });
  };
  const [left, right, ...more] = equation.replaceAll(' ', '').split('->');
  if (more.length > 0) fail('expected at most one arrow');
  const terms = left!.split(',');
  if (terms.length !== shapes.length) {
    fail(`has ${terms.length} operands, received ${shapes.length} tensors`);
  }
  for (const term of right === undefined ? terms : [...terms, right]) {
    if (!/^[A-Za-z]*(\.{3})?[A-Za-z]*$/.test(term)) {
      fail(`'${term}' is not made of letters and at most one '...'`, { term });
    }
  }
  const inputs = terms.map((term, i) => {
    const shape = shapes[i]!;
    const rest = shape.length - lettersOf(term).length;
    if (rest < 0 || (rest > 0 && !term.includes('...'))) {
      fail(`'${term}' does not name the axes of ${formatShape(shape)}`, { term, shape });
    }
    return labelsOf(term, rest);
  });
  const sizes = new Map<string, number>();
  for (const [i, labels] of inputs.entries()) {
    for (const [axis, label] of labels.entries()) {
      const size = shapes[i]![axis]!;
      const known = sizes.get(label) ?? 1;
      if (known !== 1 && size !== 1 && size !== known) {
        fail(`'${label}' stands for ${known} and for ${size}`, { label, sizes: [known, size] });
      }
      sizes.set(label, known === 1 ? size : known);
    }
  }
  const leftOver = [...sizes.keys()].filter((label) => label.startsWith('...')).length;
  const output = right === undefined ? implicitOutput(inputs, leftOver) : labelsOf(right, leftOver);
  for (const [axis, label] of output.entries()) {
    if (!sizes.has(label)) fail(`'${label}' of the result is in no operand`, { label });
    if (output.indexOf(label) !== axis) fail(`'${label}' is twice in the result`, { label });
  }
  return { inputs, output, sizes };
}

function lettersOf(term: string): string[] {
  return term.replace('...', '').split('');
}

/** One label per axis; the axes of an ellipsis are numbered from the last one, which aligns them. */
function labelsOf(term: string, leftOver: number): string[] {
  const [before, after] = term.split('...');
  const ellipsis = Array.from({ length: leftOver }, (_, i) => `...${leftOver - i}`);
  const [first, last] = [before!.split(''), after?.split('')];
  return last === undefined ? first : [...first, ...ellipsis, ...last];
}

function implicitOutput(inputs: Einsum['inputs'], leftOver: number): string[] {
  const all = inputs.flat().filter((label) => !label.startsWith('...'));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...labelsOf('...', leftOver), ...once.toSorted()];
}
