import { formatDuration } from '../progress/format.ts';
import { escapeHtml as text, table } from '../report/html.ts';
import { reportStyle } from '../report/style.ts';
import { accuracyChart } from './accuracy-chart.ts';
import { byBlock, meanOf, type Experiment, type MapPicture } from './experiment.ts';

/** An experiment as one HTML file that needs nothing beside it. */
export function renderExperiment(
  { title, subtitle, settings, environment, results }: Experiment,
  pictures: readonly MapPicture[],
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
<p class="soft">${text(subtitle)}</p>
<figure><figcaption>Right answers on the test in percent, after each epoch, in the mean over seeds</figcaption>
<div class="wide">${accuracyChart(results)}</div></figure>
${resultTable(results)}
${pictures.map(pictureOf).join('\n')}
<h2>Settings</h2>
${pairs(Object.entries(settings).map(([name, value]) => [name, String(value)]))}
<h2>Environment</h2>
${pairs(environment)}
</main>
</body>
</html>
`;
}

/** Accuracies in percent, a row for each block and a column for each seed. */
function resultTable(results: Experiment['results']): string {
  const seeds = [...new Set(results.map(({ seed }) => seed))].toSorted((a, b) => a - b);
  const rows = [...byBlock(results)].map(([block, own]) => {
    const cells = seeds.map((seed) => {
      const result = own.find((one) => one.seed === seed);
      return result ? (100 * result.accuracy).toFixed(1) : '';
    });
    const mean = (100 * meanOf(own.map(({ accuracy }) => accuracy))).toFixed(1);
    const time = formatDuration(meanOf(own.map(({ seconds }) => seconds)));
    const differ = own.flatMap(({ cosineDistance }) => cosineDistance ?? []);
    return [
      text(block),
      String(own[0]!.parameters),
      ...cells,
      mean,
      time,
      differ.length > 0 ? meanOf(differ).toFixed(2) : '',
    ];
  });
  const heading = ['block', 'parameters', ...seeds.map((seed) => `seed ${seed}`), 'mean', 'time'];
  return table([...heading, 'maps differ'], rows, { rowHeadings: true, numbers: true });
}

function pictureOf({ title, png }: MapPicture): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<h2>What ${text(title)} looks at</h2>
<p class="soft">A row for each of five positions, marked magenta in its frame on the left: the middle of the last frame, and of each frame
before it. To the right, what the block takes of all positions of all frames, in the first test clip.</p>
<figure class="wide"><img alt="Similarity maps of one clip" src="${source}"></figure>`;
}

function pairs(entries: readonly (readonly [string, string])[]): string {
  return table(
    [],
    entries.map(([name, value]) => [text(name), text(value)]),
    { rowHeadings: true },
  );
}
