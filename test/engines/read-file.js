// What the tests use of node:fs, in a bundle: the golden files travel with it.
const golden = import.meta.glob('/packages/golden/generated/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});

export function readFileSync(url) {
  const name = new URL(url).pathname.split('/').at(-1);
  return golden[`/packages/golden/generated/${name}`];
}
