import { HttpFault } from './http-fault.ts';
import type { ServeLimits } from './limits.ts';

/** How much of a body over the limit is taken and dropped, as a multiple of the limit, so that its client sees the answer. */
const patience = 16;

/**
 * The text of a request's body.
 * @throws HttpFault: 413 for a body over the limit, 408 for a slow one, 400 for one that is not UTF-8.
 */
export async function readBody(
  request: Request,
  { bodyBytes, bodySeconds }: Pick<ServeLimits, 'bodyBytes' | 'bodySeconds'>,
): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytes) throw tooLarge(bodyBytes);
  const reader = request.body?.getReader();
  if (!reader) return '';
  const clock = deadline(bodySeconds);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), clock.over]);
      if (part.done) break;
      bytes += part.value.length;
      if (bytes <= bodyBytes) parts.push(part.value);
      else if (bytes > patience * bodyBytes) throw tooLarge(bodyBytes, { Connection: 'close' });
    }
  } finally {
    clock.stop();
    // Not cancelled, which would cut the connection before the answer.
    reader.releaseLock();
  }
  if (bytes > bodyBytes) throw tooLarge(bodyBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new HttpFault(400, 'bad_encoding', 'the body is not UTF-8; encode it so');
  }
}

function deadline(seconds: number): { readonly over: Promise<never>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new HttpFault(408, 'slow_body', `the body did not arrive within ${seconds} s`, {
          Connection: 'close',
        }),
      );
    }, 1000 * seconds);
  });
  return { over, stop: () => clearTimeout(timer) };
}

function tooLarge(limit: number, headers: Readonly<Record<string, string>> = {}): HttpFault {
  return new HttpFault(
    413,
    'body_too_large',
    `the body has more than ${limit} bytes; send fewer sentences at a time`,
    headers,
  );
}
