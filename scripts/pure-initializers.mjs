// Marks calls that initialise the variables of a module as free of side effects. A module of a package without side effects vanishes
// from a user's bundle with all it contains where nothing of it is used; in a bundle of ours, each variable must say so for itself.
import { RolldownMagicString } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

const annotation = '/* @__PURE__ */ ';
/** What runs later, if at all. */
const later = new Set([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
  'MethodDefinition',
]);

export const pureInitializers = {
  name: 'pure-initializers',
  transform(code, id) {
    const starts = parseAst(code).body.flatMap((statement) =>
      initializersOf(statement).flatMap(callsIn),
    );
    if (starts.length === 0) return undefined;
    const marked = new RolldownMagicString(code);
    for (const start of new Set(starts)) marked.appendLeft(start, annotation);
    const map = marked.generateMap({ hires: true, source: id });
    return { code: marked.toString(), map: JSON.parse(map.toString()) };
  },
};

/** What the variables that a statement of a module declares begin with. */
function initializersOf(statement) {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return declaration?.type === 'VariableDeclaration'
    ? declaration.declarations.map(({ init }) => init)
    : [];
}

/** Where the calls begin that take place when an expression is evaluated. */
function callsIn(node) {
  if (Array.isArray(node)) return node.flatMap(callsIn);
  if (node === null || typeof node !== 'object' || later.has(node.type)) return [];
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  const starts = [...(isCall ? [node.start] : []), ...Object.values(node).flatMap(callsIn)];
  // Minifiers take the blank out of `2 / /* @__PURE__ */ f()`, which begins a comment that hides the rest of the line.
  const isDivision = node.type === 'BinaryExpression' && node.operator === '/';
  return isDivision ? starts.filter((start) => start !== node.right.start) : starts;
}
