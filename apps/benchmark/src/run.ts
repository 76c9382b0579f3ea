import { CommanderError } from '@commander-js/extra-typings';
import { writeFile } from 'node:fs/promises';
import { workloads } from '@rondo/workloads';
import { judgedOnly, type Verdict } from './bars/bar.ts';
import { judgeAll } from './bars/index.ts';
import type { Contestant } from './contestant.ts';
import { limitContestant } from './limit/contestant.ts';
import { benchmarkCommand, type BenchmarkOptions } from './options.ts';
import { ownContestants, ownOnWebGpu } from './own/configurations.ts';
import { checkOutputFiles } from './output-files.ts';
import { peerContestants, peersOnWebGpu } from './peers/contestants.ts';
import { installPeers } from './peers/install.ts';
import { readResults } from './read-results.ts';
import { toHtml } from './report/html.ts';
import { toMarkdown } from './report/markdown.ts';
import type { Results } from './results.ts';
import { runBenchmark, type BenchmarkPlan } from './run-benchmark.ts';
import { selected, selectedContestants } from './select.ts';
import { progressLines } from './show-progress.ts';

/** What is measured apart from the workloads, but selected by name like them. */
const costs = [
  { name: 'startup', kind: 'startup' },
  { name: 'memory', kind: 'memory' },
];

/** Runs one command line. @returns the exit code: 1 where a bar is missed or something is wrong. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const command = benchmarkCommand();
    command.parse(argv, { from: 'user' });
    const options = command.opts();
    if (options.installPeers === true) {
      await installPeers({ say });
      return 0;
    }
    if (options.list === true) {
      list(options);
      return 0;
    }
    await checkOutputFiles(options);
    return await report(await resultsOf(options, argv), options);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function resultsOf(options: BenchmarkOptions, argv: readonly string[]): Promise<Results> {
  if (options.from !== undefined) return readResults(options.from);
  const plan = planOf(options, argv);
  return runBenchmark(plan, async (soFar) => {
    for (const line of progressLines(soFar.workloads.at(-1)!, soFar.contestants)) say(line);
    // Hours of a run that is broken off are not lost.
    if (options.json !== undefined) await writeJson(options.json, soFar);
  });
}

function planOf(options: BenchmarkOptions, argv: readonly string[]): BenchmarkPlan {
  const chosen = selected([...workloads, ...costs], options.only).map(({ name }) => name);
  return {
    contestants: contestantsOf(options),
    workloads: workloads.filter(({ name }) => chosen.includes(name)),
    startup: chosen.includes('startup'),
    memoryOf: chosen.includes('memory')
      ? workloads.find(({ name }) => name === 's2s_step')
      : undefined,
    rounds: options.rounds,
    sampleMs: options.sample,
    budgetMs: options.budget * 1000,
    timeoutMs: options.timeout * 1000,
    command: ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
  };
}

/** Ours come first: the first of them is the reference. */
function contestantsOf({ threads, ours, peers, webgpu }: BenchmarkOptions): Contestant[] {
  if (webgpu === true) {
    return [
      ...selectedContestants(ownOnWebGpu(), ours),
      ...selectedContestants(peersOnWebGpu(), peers),
    ];
  }
  return [
    ...selectedContestants(ownContestants(threads), ours),
    limitContestant,
    ...selectedContestants(peerContestants(), peers).filter((peer) =>
      threads.includes(peer.threads),
    ),
  ];
}

async function report(results: Results, options: BenchmarkOptions): Promise<number> {
  const verdicts = options.bars === true ? judgeAll(results) : [];
  if (options.json !== undefined) {
    await writeJson(options.json, results);
  }
  if (options.html !== undefined) await writeFile(options.html, await toHtml(results, verdicts));
  const { markdown } = options;
  if (typeof markdown === 'string') await writeFile(markdown, toMarkdown(results, verdicts));
  else if (markdown === true) say(toMarkdown(results, verdicts));
  if (markdown !== true) sayVerdicts(verdicts);
  return verdicts.some(({ verdict }) => verdict === 'FAIL') ? 1 : 0;
}

async function writeJson(file: string, results: Results): Promise<void> {
  await writeFile(file, `${JSON.stringify(results, undefined, 1)}\n`);
}

function sayVerdicts(verdicts: readonly Verdict[]): void {
  const { judged, others } = judgedOnly(verdicts);
  for (const verdict of judged) say(verdictLine(verdict));
  if (others !== undefined) say(`${'NOT MEASURED'.padEnd(12)} ${others}`);
}

function verdictLine({ verdict, name, wanted, measured }: Verdict): string {
  return `${verdict.padEnd(12)} ${name}: wanted ${wanted}; ${measured}`;
}

function list(options: BenchmarkOptions): void {
  for (const { name } of [...workloads, ...costs]) say(name);
  say('');
  for (const { id, title, missing } of contestantsOf(options)) {
    say(`${id.padEnd(18)} ${title}${missing === undefined ? '' : ` (not here: ${missing})`}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
