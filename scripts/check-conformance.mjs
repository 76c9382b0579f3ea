// Fails when an item of the conformance list has no test named after it (`conformance 7: …`) in a package that owes one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/**
 * What each item is about, and the packages that prove it. Where one test is not enough, `says` lists what names of tests there must
 * contain; `data` asks for tests that read the data sets, too.
 */
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
    says: {
      seq2seq: [
        'step by step to the logits and weights of teacher forcing',
        'a beam of 1 is greedy search',
        'a batch of n equals n single runs',
        'beams that change places keep their own past',
        'restores the order',
      ],
    },
  },
  8: { what: 'embedding, cross-entropy, optimizers', by: ['layers-core', 'optim'] },
  9: {
    what: 'non-local blocks: four forms, sub-sampling, the identity they start as',
    // The package does not exist yet: the item is owed from the day it does.
    by: existsSync(join(packages, 'vision-nonlocal')) ? ['vision-nonlocal'] : [],
  },
  10: {
    what: 'state dicts by name with PyTorch, strict and not',
    by: ['layers-core', 'layers-recurrent', 'layers-attention'],
  },
  11: {
    what: 'BLEU, chrF, TER and paired bootstrap with the digits of sacreBLEU',
    by: ['seq2seq'],
    data: ['seq2seq'],
  },
  12: { what: 'a run that was interrupted goes on bit for bit', by: ['seq2seq'] },
  13: { what: 'accumulated gradients are those of one big batch', by: ['seq2seq'] },
  14: { what: 'label smoothing with banned tokens', by: ['tensor'] },
};

const isData = (file) => file.endsWith('.data.test.ts');

/** What is behind `conformance` in the names of a file's tests: `7: a beam of 1 …`. */
function namesOf(file) {
  const names = readFileSync(file, 'utf8').matchAll(/['"`]conformance (\d+: .*?)['"`]/g);
  return Array.from(names, ([, text]) => text);
}

/** The names of a package's tests that prove an item; those that read data sets apart. */
function namesIn(name) {
  const files = ['src', 'test']
    .map((folder) => join(packages, name, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => join(folder, file)),
    );
  return {
    tests: files.filter((file) => !isData(file)).flatMap(namesOf),
    data: files.filter(isData).flatMap(namesOf),
  };
}

const found = new Map(readdirSync(packages).map((name) => [name, namesIn(name)]));
const none = { tests: [], data: [] };
const missing = [];
for (const [number, { what, by, says = {}, data = [] }] of Object.entries(items)) {
  const owe = (name, kind, text) => {
    const names = (found.get(name) ?? none)[kind].filter((test) => test.startsWith(`${number}: `));
    if (names.some((test) => test.includes(text))) return;
    const where = kind === 'data' ? 'no *.data.test.ts with a test' : 'no test';
    missing.push(`${name} has ${where} named 'conformance ${number}: …${text}' (${what})`);
  };
  for (const name of by) for (const text of says[name] ?? ['']) owe(name, 'tests', text);
  for (const name of data) owe(name, 'data', '');
}
const unknown = [...found].flatMap(([name, { tests, data }]) =>
  [...new Set([...tests, ...data].map((test) => test.split(':')[0]))]
    .filter((number) => !(number in items))
    .map((number) => `${name} tests 'conformance ${number}', which the list here does not have`),
);
for (const fault of [...missing, ...unknown]) console.error(fault);
if (missing.length + unknown.length > 0) {
  process.exitCode = 1;
} else {
  const awaited = Object.keys(items).filter((number) => items[number].by.length === 0);
  const proven = Object.keys(items).length - awaited.length;
  const rest = awaited.length === 0 ? '' : `; ${awaited.join(', ')} awaits its package`;
  console.log(`conformance: ${proven} items have tests that name them${rest}`);
}
