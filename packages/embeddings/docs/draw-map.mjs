// Draws docs/map.svg: products of generated baskets where UMAP puts their item2vec vectors. After `npm run build`.
import { writeFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { groceryBaskets, groceryGroups } from '@rondo/data';
import { catalogueOf, item2vec, umap } from '@rondo/embeddings';
import { useBackend } from '@rondo/tensor';

useBackend(cpu());

const baskets = groceryBaskets();
const catalogue = await catalogueOf(baskets);
const trainer = item2vec(
  baskets.map(({ items }) => items),
  catalogue,
  { dimensions: 16 },
);
for await (const event of trainer.run()) if (event.kind === 'end') console.log(event.step, 'steps');
const vectors = await trainer.vectors();
const { points } = await umap(vectors, { neighbours: 10, minDist: 0.4, seed: 2 });

const groups = Object.entries(groceryGroups);
const colours = groups.map((_, n) => `hsl(${(n * 360) / groups.length} 65% 38%)`);
const [width, height, border] = [960, 620, 50];
/** Where the numbers of an axis stand on the page. */
function placesOf(axis, length) {
  const values = vectors.words.map((_, i) => points[2 * i + axis]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => border + ((value - least) / (most - least)) * (length - 2 * border));
}
const [xs, ys] = [placesOf(0, width), placesOf(1, height)];
const dots = vectors.words.map((word, i) => {
  const group = groups.findIndex(([, products]) => products.includes(word));
  return `<circle cx="${xs[i].toFixed(1)}" cy="${ys[i].toFixed(1)}" r="3.5" fill="${colours[group]}"><title>${word}</title></circle>`;
});
// Products of a group lie too near each other for names of their own, so the group tells them beside it.
const captions = groups.flatMap(([name, products], n) => {
  const own = products.map((product) => vectors.words.indexOf(product)).filter((i) => i >= 0);
  const middle = (values) => own.reduce((sum, i) => sum + values[i], 0) / own.length;
  const isLeft = middle(xs) < width / 2;
  const x = isLeft
    ? Math.max(...own.map((i) => xs[i])) + 12
    : Math.min(...own.map((i) => xs[i])) - 12;
  const half = Math.ceil(own.length / 2);
  const words = own.map((i) => vectors.words[i]);
  const lines = [name, words.slice(0, half).join(', '), words.slice(half).join(', ')];
  return lines.map(
    (line, row) =>
      `<text x="${x.toFixed(1)}" y="${(middle(ys) - 8 + 14 * row).toFixed(1)}" fill="${colours[n]}" text-anchor="${isLeft ? 'start' : 'end'}"${row === 0 ? ' font-weight="bold"' : ''}>${line}</text>`,
  );
});
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/>
${[...dots, ...captions].join('\n')}
</svg>
`;
writeFileSync(new URL('map.svg', import.meta.url), svg);
trainer.dispose();
console.log(`${svg.length} characters, ${vectors.size} products`);
