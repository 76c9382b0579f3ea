import { Command, CommanderError } from '@commander-js/extra-typings';
import { backendOf } from './backend/backend-option.ts';
import { averageCommand } from './commands/average.ts';
import { classifyCommand } from './commands/classify.ts';
import { clipsCommand } from './commands/clips.ts';
import { demoCommand } from './commands/demo.ts';
import { downloadCommand } from './commands/download.ts';
import { embedCommand } from './commands/embed/embed.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { imagesCommand } from './commands/images.ts';
import { inspectCommand } from './commands/inspect.ts';
import { itemsCommand } from './commands/items/items.ts';
import { scoreCommand } from './commands/score.ts';
import { serveCommand } from './commands/serve.ts';
import { trainCommand } from './commands/train.ts';
import { translateCommand } from './commands/translate.ts';
import { CliError, describeError, exitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { refuseRepeats } from './options/refuse-repeats.ts';
import { OutputError } from './stream-output.ts';
import { packageVersion } from './version.ts';

const help = `
Start with
  rondo demo dates                          a model in half a minute
  rondo train examples/dates.yaml           the same from a config file
  rondo translate --model run/best.safetensors "OCT 8, 1989"
  rondo inspect run                         what is there, and how training went
  rondo serve --model run/best.safetensors  the same over HTTP
  rondo embed --help                        vectors of words: neighbours, gaps, maps

RONDO_DEBUG=1 in the environment shows where an error comes from.
`;

const commands = [
  trainCommand,
  translateCommand,
  evaluateCommand,
  scoreCommand,
  averageCommand,
  exportCommand,
  inspectCommand,
  serveCommand,
  embedCommand,
  itemsCommand,
  downloadCommand,
  demoCommand,
  clipsCommand,
  imagesCommand,
  classifyCommand,
];

/** Runs one command line and returns the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.done;
  const finish = (result: number): void => {
    code = result;
  };
  const program = makeProgram(io, finish);
  try {
    if (argv.length === 0) program.outputHelp();
    else await parse(program, argv, finish);
    await io.flush();
    return code;
  } catch (error) {
    if (error instanceof OutputError && error.isClosed) return code;
    io.err.write(describeError(error, io.debug));
    return error instanceof CliError ? error.exitCode : exitCode.failed;
  }
}

async function parse(
  program: Command,
  argv: readonly string[],
  finish: (code: number) => void,
): Promise<void> {
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    finish(error.exitCode === 0 ? exitCode.done : exitCode.usage);
  }
}

function parseThreads(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw new UsageError(`--threads: expected auto or a whole number from 1 to 64, received ${text}`);
}

function makeProgram(io: Io, finish: (code: number) => void): Command {
  const program = new Command('rondo')
    .description(
      'Trains sequence-to-sequence models with attention and translates with them; trains vectors of words, and recommends items.',
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: io.out.write,
      writeErr: io.err.write,
      getOutHelpWidth: io.out.columns,
      getErrHelpWidth: io.err.columns,
    })
    .showHelpAfterError('Add --help to see what there is.')
    .option('--threads <number>', 'processor threads: a number, or auto', parseThreads, 'auto')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', help)
    .hook('preAction', (command, action) => {
      if (backendOf(action) !== 'webgpu') io.chooseBackend(command.opts().threads);
    });
  for (const add of commands) add(program, io, finish);
  for (const command of [program, ...program.commands.flatMap((own) => [own, ...own.commands])]) {
    refuseRepeats(command);
  }
  return program;
}
