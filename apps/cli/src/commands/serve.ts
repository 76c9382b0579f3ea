import type { Command } from '@commander-js/extra-typings';
import { basename, resolve } from 'node:path';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { decodingTrial } from '../backend/decoding-trial.ts';
import { chooseBackend } from '../backend/open-backend.ts';
import { describeError, exitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { addDecodingOptions, decodingFlags, settingsOf } from '../options/decoding-options.ts';
import { byteCount, collect, numberAbove, realNumber, wholeNumber } from '../options/numbers.ts';
import { required } from '../options/required.ts';
import { createApp } from '../serve/app.ts';
import { defaultLimits } from '../serve/limits.ts';
import { listen } from '../serve/listen.ts';
import { TranslationService } from '../serve/service.ts';
import { loadTranslator } from '../training/load-translator.ts';
import { hasAttention } from '../translation/has-attention.ts';
import { longestSource } from '../translation/longest-source.ts';

const help = `
POST /translate      {"text": "…"} or {"texts": ["…", "…"]}, and "options": {"beam": 5, …}
                     → {"translations": [{"text": "…", "score": -0.3, "finished": true}]}
                     "attention": true adds the weights between the tokens; "stream": true tells tokens as they
                     are chosen, in lines of JSON, of which the last one is that answer
GET /health          whether it works, load, latencies, memory
GET /openapi.json    all of this as OpenAPI 3.1, for tools

The options of a request are those below, written as in "noRepeatNgram": 3; what a request does not say
holds as given here. Requests that come within --batch-window milliseconds, or while others are worked on,
are translated side by side.

Ctrl-C or SIGTERM: no new request is taken, those begun are answered, then it ends. It listens to this machine
alone; --host 0.0.0.0 opens it to the network, which wants a proxy with TLS and passwords before it.

Examples
  rondo serve --model run/best.safetensors
  curl http://127.0.0.1:8080/translate -H "Content-Type: application/json" -d '{"text": "Ein Hund."}'
  rondo serve --model run/best.safetensors --port 3000 --beam 5 --cors http://localhost:5173
`;

/** `rondo serve` */
export function serveCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const limits = defaultLimits;
  const command = program
    .command('serve')
    .description('translate over HTTP')
    .option('-m, --model <file>', 'a checkpoint, such as run/best.safetensors', collect)
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option(
      '--port <number>',
      'where to listen; 0 for any that is free',
      wholeNumber(0, 65535),
      8080,
    )
    .option('--cors <origin>', 'web pages of this origin may ask, too; * for all')
    .optionsGroup('Batches:')
    .option('--batch-size <sentences>', 'most sentences side by side', wholeNumber(1, 1e5), 64)
    .option('--batch-tokens <tokens>', 'most source tokens side by side', wholeNumber(1), 4096)
    .option('--batch-window <milliseconds>', 'wait for others so long', realNumber(0, 1000), 4)
    .optionsGroup('Limits:')
    .option('--max-body <bytes>', 'of a request', byteCount, limits.bodyBytes)
    .option('--max-sentences <number>', 'of a request', wholeNumber(1), limits.sentences)
    .option('--max-tokens <number>', 'of a sentence', wholeNumber(1), limits.sentenceTokens)
    .option('--max-characters <number>', 'of a sentence', wholeNumber(1), limits.sentenceCharacters)
    .option('--max-beam <width>', 'that a request may ask for', wholeNumber(1), limits.beam)
    .option(
      '--max-output <tokens>',
      'longest output that a request may ask for',
      wholeNumber(1),
      limits.outputTokens,
    )
    .option('--max-queue <sentences>', 'of all requests that wait', wholeNumber(1), limits.queue)
    .option('--max-connections <number>', 'open at a time', wholeNumber(1), limits.connections)
    .option(
      '--body-timeout <seconds>',
      'for a body to arrive',
      numberAbove(0, 3600),
      limits.bodySeconds,
    )
    .option(
      '--timeout <seconds>',
      'for the translations of a request',
      numberAbove(0, 3600),
      limits.seconds,
    )
    .option('--grace <seconds>', 'for what is begun when it ends', realNumber(0, 3600), 30)
    .addHelpText('after', help);
  addBackendOption(command);
  addDecodingOptions(command);
  command.action(async (options) => {
    const defaults = decodingFlags(command.opts());
    settingsOf(defaults);
    const models = required(options.model, '--model', 'a checkpoint, such as run/best.safetensors');
    const paths = models.map((path) => resolve(io.folder, path));
    await chooseBackend(backendOf(command), io, () => decodingTrial(paths));
    const loaded = await loadTranslator(paths);
    const stop = io.listenForStop();
    try {
      const service = new TranslationService(loaded.translator, {
        limits: {
          bodyBytes: options.maxBody,
          sentences: options.maxSentences,
          sentenceTokens: Math.min(options.maxTokens, longestSource(loaded.models)),
          sentenceCharacters: options.maxCharacters,
          queue: options.maxQueue,
          beam: Math.max(options.maxBeam, defaults.beam ?? 1),
          outputTokens: options.maxOutput,
          bodySeconds: options.bodyTimeout,
          seconds: options.timeout,
          connections: options.maxConnections,
        },
        batch: { sentences: options.batchSize, tokens: options.batchTokens },
        window: options.batchWindow,
        defaults,
        hasAttention: hasAttention(loaded.models),
      });
      await service.warmUp();
      const app = createApp(service, {
        model: paths.map((path) => basename(path)).join(' + '),
        cors: options.cors,
        onFault: (error) => io.err.write(describeError(error, true)),
        isEnding: () => stop.signal.aborted,
      });
      const { limits: limited } = service;
      const server = await listen(app, { host: options.host, port: options.port, limits: limited });
      io.out.write(`Listening on ${server.url}; Ctrl-C ends.\n`);
      await aborted(stop.signal);
      io.err.write('Ending: requests that have begun are answered.\n');
      await server.close(options.grace);
      await service.idle();
    } finally {
      stop.release();
      loaded.dispose();
    }
    finish(exitCode.done);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
