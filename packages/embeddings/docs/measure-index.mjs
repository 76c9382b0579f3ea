// Measures exact search beside HnswIndex; after `npm run build`: node packages/embeddings/docs/measure-index.mjs clustered 100000 1
// (groups or uniform vectors, or a file of word2vec's binary form; words; threads that build). A second run finds the index of the first.
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@rondo/backend-cpu';
import { Random } from '@rondo/data';
import { Neighbours, readWord2VecBinary, WordVectors } from '@rondo/embeddings';
import { HnswIndex } from '@rondo/embeddings/hnsw';
import { useBackend } from '@rondo/tensor';

const [kind = 'clustered', words = '100000', threads = '1'] = process.argv.slice(2);
const [questions, k, dimensions] = [200, 10, 100];
useBackend(cpu());

/** Vectors around as many middles as the root of their number, or anywhere in a cube. */
function madeVectors(size) {
  const random = new Random(1);
  const uniform = () => (random.uint32() + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const groups = Math.round(Math.sqrt(size));
  const middles = Float32Array.from({ length: groups * dimensions }, normal);
  const numbers = new Float32Array(size * dimensions);
  for (let i = 0; i < size; i++) {
    const group = random.uint32() % groups;
    for (let j = 0; j < dimensions; j++) {
      numbers[i * dimensions + j] =
        kind === 'uniform' ? 2 * uniform() - 1 : middles[group * dimensions + j] + 0.7 * normal();
    }
  }
  return new WordVectors(
    Array.from({ length: size }, (_, i) => `w${i}`),
    dimensions,
    numbers,
  );
}

const isMade = kind === 'clustered' || kind === 'uniform';
const vectors = isMade
  ? madeVectors(Number(words))
  : await readWord2VecBinary(await readFile(kind), { name: kind });
const asked = Array.from({ length: questions }, (_, i) =>
  Math.floor(((i + 0.5) * vectors.size) / questions),
).map((i) => vectors.words[i]);

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(2)} s`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** What each question finds; tells the middle of the times. */
async function timed(label, neighbours) {
  await neighbours.ofAll(asked.slice(0, 5), k);
  const [times, found] = [[], []];
  for (const word of asked) {
    const begin = performance.now();
    found.push((await neighbours.of(word, k)).map(({ index }) => index));
    times.push(performance.now() - begin);
  }
  const begin = performance.now();
  await neighbours.ofAll(asked, k);
  const each = (performance.now() - begin) / asked.length;
  const median = times.toSorted((a, b) => a - b)[questions / 2];
  return {
    found,
    told: `${label}: one ${median.toFixed(2)} ms, of ${questions} ${each.toFixed(2)}`,
  };
}

let begin = performance.now();
const all = new Neighbours(vectors);
console.log(`${kind}, ${vectors.size} words; exact: ready after ${seconds(begin)}`);
const exact = await timed('exact', all);
all.dispose();
console.log(exact.told);

const name = isMade ? `${kind}-${vectors.size}` : `file-${vectors.size}`;
const path = join(tmpdir(), `rondo-${name}.hnsw`);
if (!existsSync(path)) {
  const [before, { user }] = [process.memoryUsage().rss, process.cpuUsage()];
  begin = performance.now();
  const built = await HnswIndex.build(vectors, { threads: Number(threads) });
  const busy = (process.cpuUsage().user - user) / 1e6;
  const memory = megabytes(process.memoryUsage().rss - before);
  console.log(
    `built by ${threads} threads in ${seconds(begin)} (${busy.toFixed(1)} s of processors), ${memory}`,
  );
  begin = performance.now();
  await built.save(path);
  console.log(`saved in ${seconds(begin)}`);
}
for (const efSearch of [32, 64, 128, 256, 512]) {
  begin = performance.now();
  const index = await HnswIndex.load(path, vectors, { efSearch });
  if (efSearch === 32) console.log(`${megabytes(statSync(path).size)}, read in ${seconds(begin)}`);
  const { found, told } = await timed(`efSearch ${efSearch}`, new Neighbours(vectors, { index }));
  const shared = found.map((near, i) => near.filter((n) => exact.found[i].includes(n)).length);
  const recall = shared.reduce((a, b) => a + b) / (k * questions);
  console.log(`${told}, finds ${recall.toFixed(3)}`);
}
