import { RequestError } from '@hono/node-server';
import { DataError } from '@rondo/data';
import { RangeFault } from '@rondo/tensor';
import { UsageError } from '../errors.ts';

export type FaultStatus = 400 | 404 | 405 | 408 | 413 | 415 | 417 | 431 | 500 | 503 | 504;

/** Why a request gets no translation. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
  readonly status: FaultStatus;
  /** For programs: one word that does not change. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: FaultStatus,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** The body of the answer. */
  get body(): { error: { code: string; message: string } } {
    return { error: { code: this.code, message: this.message } };
  }
}

/** Any error as an answer; the text of one that was not expected stays here. */
export function faultOf(error: unknown): HttpFault {
  if (error instanceof HttpFault) return error;
  if (error instanceof RequestError) return new HttpFault(400, 'bad_http', error.message);
  const isRequests =
    error instanceof DataError || error instanceof RangeFault || error instanceof UsageError;
  if (isRequests) return new HttpFault(400, 'bad_options', error.message);
  return new HttpFault(500, 'internal', 'a fault in the service; its log says more');
}
