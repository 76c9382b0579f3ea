import { maxHeaderSize, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpFault } from './http-fault.ts';

/** Lets a server answer what never becomes a request with the same bodies as all else: what is no HTTP, too large, too slow. */
export function answerRefused(server: Server, seconds: number): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => answers.set(socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    // Nothing can be put into an answer that is on its way.
    const isBusy = answer?.headersSent === true && !answer.writableFinished;
    if (isBusy || !socket.writable) socket.destroy();
    else endWith(socket, connectionFault(error, seconds));
  });
  server.on('checkExpectation', ({ headers }, response) => {
    const message = `${headers.expect ?? 'this'} cannot be expected here; leave out the header Expect`;
    refuse(response, new HttpFault(417, 'wrong_expectation', message));
  });
  server.on('connect', ({ url }, socket) => {
    const message = `this is no proxy to ${url ?? 'others'}; there are POST /translate, GET /health and GET /openapi.json`;
    endWith(socket, new HttpFault(405, 'wrong_method', message, { Allow: 'GET, HEAD, POST' }));
  });
}

/** Answers a request that the application does not see, and closes its connection. */
export function refuse(response: ServerResponse, fault: HttpFault): void {
  response.writeHead(fault.status, headersOf(fault)).end(JSON.stringify(fault.body));
}

function connectionFault({ code }: NodeJS.ErrnoException, seconds: number): HttpFault {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = `path and headers have more than ${maxHeaderSize} bytes; texts go into the body`;
    return new HttpFault(431, 'headers_too_large', message);
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return new HttpFault(413, 'body_too_large', 'the chunks have too long extensions; send none');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpFault(408, 'slow_request', `the request did not arrive within ${seconds} s`);
  }
  return new HttpFault(400, 'bad_http', `this is no HTTP/1.1 request (${code ?? 'unknown'})`);
}

function headersOf({ headers, body }: HttpFault): Record<string, string | number> {
  const length = Buffer.byteLength(JSON.stringify(body));
  return {
    'Content-Type': 'application/json',
    'Content-Length': length,
    Connection: 'close',
    ...headers,
  };
}

function endWith(socket: Duplex, fault: HttpFault): void {
  const headers = Object.entries(headersOf(fault)).map(([name, value]) => `${name}: ${value}`);
  const start = `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status] ?? ''}`;
  const text = [start, ...headers, '', JSON.stringify(fault.body)].join('\r\n');
  socket.end(text, () => socket.destroy());
}
