// Fails when an item of the conformance list has no test named after it (`conformance 7: …`) in a package that owes one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** What each item is about, and the packages that prove it; 9 and 11 come with packages that are not there yet. */
const items = {
  1: {
    what: 'cells: order of the gates, both biases, relu, no bias, default state',
    by: ['layers-recurrent'],
  },
  2: {
    what: 'layers, directions, initial states, lengths, with gradients',
    by: ['layers-recurrent'],
  },
  3: {
    what: 'one step, one sequence, none, no step, length 0, equal lengths',
    by: ['layers-recurrent'],
  },
  4: {
    what: 'multi-head attention: sizes, masks, added keys, fully masked rows',
    by: ['layers-attention'],
  },
  5: { what: 'scaled dot-product attention', by: ['layers-attention'] },
  6: { what: 'layers of the Transformer and the whole of it', by: ['layers-attention'] },
  7: {
    what: 'future and padding do not matter; step by step is all at once; a batch is its sequences',
    by: ['layers-recurrent', 'layers-attention', 'seq2seq'],
  },
  8: { what: 'embedding, cross-entropy, optimizers', by: ['layers-core', 'optim'] },
  10: {
    what: 'state dicts by name with PyTorch, strict and not',
    by: ['layers-core', 'layers-recurrent', 'layers-attention'],
  },
  12: { what: 'a run that was interrupted goes on bit for bit', by: ['seq2seq'] },
  13: { what: 'accumulated gradients are those of one big batch', by: ['seq2seq'] },
  14: { what: 'label smoothing with banned tokens', by: ['tensor'] },
};

/** The items that tests of a package are named after. */
function provenBy(name) {
  const folders = ['src', 'test'].map((folder) => join(packages, name, folder));
  const tests = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.data.test.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
  return new Set(
    tests.flatMap((text) =>
      Array.from(text.matchAll(/['"`]conformance (\d+): /g), ([, number]) => number),
    ),
  );
}

const proven = new Map(readdirSync(packages).map((name) => [name, provenBy(name)]));
const missing = Object.entries(items).flatMap(([number, { what, by }]) =>
  by
    .filter((name) => !proven.get(name)?.has(number))
    .map((name) => `${name} has no test named 'conformance ${number}: …' (${what})`),
);
const unknown = [...proven].flatMap(([name, numbers]) =>
  [...numbers]
    .filter((number) => !(number in items))
    .map((number) => `${name} tests 'conformance ${number}', which the list here does not have`),
);
for (const fault of [...missing, ...unknown]) console.error(fault);
if (missing.length + unknown.length > 0) process.exitCode = 1;
else console.log(`conformance: ${Object.keys(items).length} items have tests that name them`);
