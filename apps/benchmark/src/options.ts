import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { threadCount, whole } from './parse-number.ts';

const help = `
Examples
  npm run bench -- --only gemm,gru --json out.json     a part of it
  npm run bench -- --peers tfjs-wasm,torch --rounds 5  beside two peers
  npm run bench -- --bars                              every promise, PASS or FAIL
  npm run bench -- --webgpu --only gru_fb --bars       beside peers on the graphics device
  npm run bench -- --install-peers                     fetches the peers into apps/benchmark/.peers
`;

function list(value: string): string[] {
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function threadCounts(value: string): number[] {
  const counts = list(value).map(threadCount);
  if (counts.length > 0) return counts;
  throw new InvalidArgumentError('Expected numbers of threads, such as 1,2.');
}

/** What the command line may say. */
export function benchmarkCommand() {
  return new Command('bench')
    .description('Times every workload of Rondo beside its peers, in one run.')
    .option('--only <names>', 'workloads whose names begin so: gemm,gru,startup', list)
    .option(
      '--peers <ids>',
      'peers that take part, or none; otherwise all that are installed',
      list,
    )
    .option('--ours <ids>', 'configurations of ours that take part; otherwise all that can', list)
    .option('--webgpu', 'the graphics device instead of the processor: ours, jax-js and tfjs there')
    .option('--threads <counts>', 'numbers of threads', threadCounts, [1, 2])
    .option('--rounds <count>', 'samples of each contestant', whole, 15)
    .option('--sample <ms>', 'milliseconds that a sample lasts at least', whole, 10)
    .option('--budget <seconds>', 'time after which a contestant gives no more samples', whole, 20)
    .option('--timeout <seconds>', 'time after which a contestant counts as hung', whole, 180)
    .option('--json <file>', 'write the results')
    .option('--from <file>', 'show the results of an earlier --json instead of running')
    .option('--html <file>', 'write a page with charts')
    .option('--markdown [file]', 'write Markdown tables, on the screen without a file')
    .option('--bars', 'judge every bar; the exit code is 1 where one is missed')
    .option('--install-peers', 'fetch the peers (needs a network), and run nothing')
    .option('--list', 'list workloads and contestants, and run nothing')
    .addHelpText('after', help)
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride();
}

export type BenchmarkOptions = ReturnType<ReturnType<typeof benchmarkCommand>['opts']>;
