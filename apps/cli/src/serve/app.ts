import type { OutputToken, Translation } from '@rondo/seq2seq';
import { memory } from '@rondo/tensor';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { faultOf, HttpFault } from './http-fault.ts';
import { openApi } from './openapi.ts';
import { readBody } from './read-body.ts';
import { parseTranslateRequest, translateRequestSchema } from './request-schema.ts';
import type { TranslationService } from './service.ts';
import { tokenLines } from './token-lines.ts';

export interface AppOptions {
  /** What /health calls the model. */
  readonly model: string;
  /** Web pages of this origin may ask, too; '*' for all. */
  readonly cors?: string | undefined;
  /** Told of faults of the service itself. */
  readonly onFault: (error: unknown) => void;
  /** Whether the service is about to end. */
  readonly isEnding: () => boolean;
}

/** The routes of a translation service. */
export function createApp(service: TranslationService, options: AppOptions): Hono {
  const { limits, statistics } = service;
  const { isEnding } = options;
  const schema = translateRequestSchema(limits);
  const description = openApi(limits);
  const app = new Hono();

  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) => {
        const allowed = methods.join(', ');
        const message = `${context.req.path} takes ${allowed}, not ${context.req.method}`;
        return answer(context, new HttpFault(405, 'wrong_method', message, { Allow: allowed }));
      },
    }),
  );
  if (options.cors !== undefined) app.use(cors({ origin: options.cors }));

  // Clients on a connection that stays open shall look for another service.
  app.use(async (context, next) => {
    await next();
    if (isEnding()) context.header('Connection', 'close');
  });

  app.get('/health', (context) => {
    const { rss, heapUsed } = process.memoryUsage();
    const health = {
      status: isEnding() ? 'ending' : 'ok',
      model: options.model,
      load: { sentences: service.load, limit: limits.queue },
      ...statistics.report,
      memory: { rss, heapUsed, ...memory() },
    };
    return context.json(health, isEnding() ? 503 : 200);
  });

  app.get('/openapi.json', (context) => context.json(description));

  app.post('/translate', async (context) => {
    const start = performance.now();
    const { raw } = context.req;
    const note = (status: number): void => {
      if (raw.signal.aborted) statistics.closed();
      else statistics.answered(status, performance.now() - start);
    };
    const noteFault = (error: unknown): HttpFault => {
      const fault = faultOf(error);
      if (fault.status === 500 && !raw.signal.aborted) options.onFault(error);
      note(fault.status);
      return fault;
    };
    try {
      if (isEnding()) throw ending();
      requireJson(raw);
      const request = parseTranslateRequest(schema, await readBody(raw, limits), limits);
      const work = async (onToken?: (token: OutputToken) => void): Promise<object> => {
        const translations = await withinTime(limits.seconds, raw.signal, (signal) =>
          service.translate(request, signal, onToken),
        );
        note(200);
        return { translations: translations.map((one) => shown(one, service)) };
      };
      if (request.stream !== true) return context.json(await work());
      const lines = await tokenLines(work, (error) => noteFault(error).body);
      return context.body(lines, 200, { 'Content-Type': 'application/x-ndjson' });
    } catch (error) {
      return answer(context, noteFault(error));
    }
  });

  app.notFound((context) =>
    answer(
      context,
      new HttpFault(
        404,
        'no_such_route',
        `there is no ${context.req.path}; there are POST /translate, GET /health and GET /openapi.json`,
      ),
    ),
  );
  app.onError((error, context) => {
    options.onFault(error);
    return answer(context, faultOf(error));
  });
  return app;
}

function answer(context: Context, fault: HttpFault): Response {
  return context.json(fault.body, fault.status, fault.headers);
}

function requireJson({ headers }: Request): void {
  const type = headers.get('content-type') ?? '';
  const isJson = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/iu.test(type);
  if (isJson && (headers.get('content-encoding') ?? 'identity') === 'identity') return;
  throw new HttpFault(
    415,
    'not_json',
    'send the body as it is, with the header Content-Type: application/json',
  );
}

function ending(): HttpFault {
  return new HttpFault(503, 'ending', 'the service is about to end', {
    'Retry-After': '5',
    Connection: 'close',
  });
}

/** Runs work whose signal is aborted when the client is gone or the time is over. */
async function withinTime<T>(
  seconds: number,
  client: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const gone = (): void => controller.abort(client.reason);
  client.addEventListener('abort', gone, { once: true });
  if (client.aborted) gone();
  const timer = setTimeout(() => {
    const message = `not done within ${seconds} s; send fewer or shorter sentences`;
    controller.abort(new HttpFault(504, 'too_slow', message));
  }, 1000 * seconds);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', gone);
  }
}

function shown(translation: Translation | undefined, service: TranslationService): object {
  if (!translation) return { text: '', score: 0, finished: true };
  const { alternatives, attention } = translation;
  return {
    ...plain(translation),
    ...(attention && { attention: service.weightsOf(translation) }),
    ...(alternatives.length > 0 && { alternatives: alternatives.map(plain) }),
  };
}

function plain({ text, score, finished }: Translation['alternatives'][number]): object {
  return { text, score, finished };
}
