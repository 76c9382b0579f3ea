// What the tests use of node:fs, in a bundle: the golden files travel with it, by their names.
const files = import.meta.glob(
  ['/packages/golden/generated/*.json', '/packages/*/test/fixtures/generated/*.json'],
  { eager: true, query: '?raw', import: 'default' },
);
const byName = new Map(Object.entries(files).map(([path, text]) => [nameOf(path), text]));

function nameOf(path) {
  return path.split('/').at(-1);
}

export function readFileSync(url) {
  const name = nameOf(new URL(url).pathname);
  if (!byName.has(name)) throw new Error(`no golden file ${name} travels with the tests`);
  return byName.get(name);
}
