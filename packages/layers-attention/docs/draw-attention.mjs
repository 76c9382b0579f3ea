// Trains a small Transformer to turn words of letters around, and draws where it looks while it writes one: attention.svg beside
// this file. After `npm run build`: node packages/layers-attention/docs/draw-attention.mjs
import { writeFileSync } from 'node:fs';
import { backward, noGrad } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { SinusoidalPositions, Transformer } from '@rondo/layers-attention';
import { Embedding, Linear, Module } from '@rondo/layers-core';
import {
  adamUpdates,
  crossEntropy,
  dispose,
  keep,
  manualSeed,
  scope,
  tensor,
  useBackend,
  zeros,
} from '@rondo/tensor';

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const [length, batch, steps] = [8, 32, 600];
/** The token before the first letter of the target. */
const begin = letters.length;

class Reverser extends Module {
  constructor(size, heads) {
    super();
    this.source = new Embedding(letters.length, size);
    this.target = new Embedding(letters.length + 1, size);
    this.transformer = new Transformer(size, heads, {
      encoderLayers: 1,
      decoderLayers: 1,
      feedForward: 64,
      dropout: 0,
      positions: new SinusoidalPositions(size),
    });
    this.output = new Linear(size, letters.length);
  }

  /** Letters of source and target so far `[N, T]` → scores of the next letter `[N, T, 26]`, and the weights that were asked for. */
  forward(source, target, options = {}) {
    const [x, y] = [this.source.forward(source), this.target.forward(target)];
    const decoded = this.transformer.forward(x, y, { causal: true, ...options });
    const { output, weights } = options.needWeights ? decoded : { output: decoded };
    return { scores: this.output.forward(output), weights };
  }
}

/** The same numbers at every run: a linear congruential generator. */
let state = 17;
function randomLetter() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * letters.length);
}

/** Source, what the decoder is given, and what it shall say, each `[N, length]`. */
function examples(words) {
  const rows = (row) =>
    tensor(Int32Array.from(words.flatMap(row)), { shape: [words.length, length] });
  return [
    rows((word) => word),
    rows((word) => [begin, ...word.toReversed().slice(0, -1)]),
    rows((word) => word.toReversed()),
  ];
}

function train(model) {
  const moments = model.parameters().map((parameter) => ({
    parameter,
    mean: keep(zeros(parameter.shape)),
    variance: keep(zeros(parameter.shape)),
  }));
  const constants = { learningRate: 3e-3, beta1: 0.9, beta2: 0.98, eps: 1e-9, weightDecay: 0 };
  for (let step = 1; step <= steps; step += 1) {
    scope(() => {
      const words = Array.from({ length: batch }, () => Array.from({ length }, randomLetter));
      const [source, given, wanted] = examples(words);
      backward(() =>
        crossEntropy(
          model.forward(source, given).scores.reshape([batch * length, letters.length]),
          wanted.reshape([batch * length]),
        ),
      );
      adamUpdates(
        moments.map((own) => ({ ...own, gradient: own.parameter.grad })),
        {
          ...constants,
          decoupled: false,
          correction1: 1 - constants.beta1 ** step,
          correction2: 1 - constants.beta2 ** step,
        },
      );
      for (const { parameter } of moments) parameter.clearGrad();
    });
  }
  dispose(moments.map(({ mean, variance }) => [mean, variance]));
}

/** The word that the model reads, what it says, and the weights of each head: rows of the target, columns of the source. */
async function look(model, word) {
  const { said, maps } = noGrad(() =>
    scope(() => {
      const [source, given] = examples([Array.from(word, (letter) => letters.indexOf(letter))]);
      const { scores, weights } = model.forward(source, given, { needWeights: 'heads' });
      return { said: scores.argmax(-1), maps: weights.decoder[0].memory };
    }),
  );
  return {
    said: [...(await said.data())].map((index) => letters[index]).join(''),
    maps: (await maps.array())[0],
  };
}

function text(x, y, content, anchor = 'middle') {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

function drawing(word, said, maps) {
  const [cell, left, top, gap] = [26, 56, 62, 70];
  const side = cell * length;
  const [width, height] = [
    left + maps.length * side + (maps.length - 1) * gap + 24,
    top + side + 42,
  ];
  const panel = (weights, head) => {
    const x0 = left + head * (side + gap);
    const cells = weights.flatMap((row, i) =>
      row.map(
        (weight, j) =>
          `<rect x="${x0 + j * cell}" y="${top + i * cell}" width="${cell}" height="${cell}" ` +
          `fill="#0b5394" fill-opacity="${weight.toFixed(3)}"><title>${said[i]} from ${word[j]}: ${weight.toFixed(3)}</title></rect>`,
      ),
    );
    return [
      text(x0 + side / 2, 22, `head ${head + 1}`),
      ...Array.from(word, (letter, j) => text(x0 + (j + 0.5) * cell, top - 10, letter)),
      ...Array.from(said, (letter, i) => text(x0 - 14, top + (i + 0.68) * cell, letter)),
      ...cells,
      `<rect x="${x0}" y="${top}" width="${side}" height="${side}" fill="none" stroke="#999"/>`,
    ].join('\n');
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, monospace" font-size="14" fill="#222">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...maps.map(panel),
    text(left, height - 14, 'rows: letters written; columns: letters read', 'start'),
    '</svg>',
    '',
  ].join('\n');
}

useBackend(cpu());
manualSeed(4);
const model = new Reverser(32, 2);
train(model);
const word = 'rotaseni';
const { said, maps } = await look(model, word);
writeFileSync(new URL('attention.svg', import.meta.url), drawing(word, said, maps));
console.log(`${word} → ${said}`);
for (const [head, rows] of maps.entries()) {
  const share = rows.reduce((sum, row, i) => sum + row[length - 1 - i], 0) / length;
  console.log(
    `head ${head + 1}: ${(100 * share).toFixed(0)} % of the weight on the letter to write`,
  );
}
