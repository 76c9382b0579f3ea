import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CliError } from '../errors.ts';
import { faultOf, HttpFault } from './http-fault.ts';
import type { ServeLimits } from './limits.ts';
import { answerRefused, refuse } from './refused-connections.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly limits: ServeLimits;
}

/** A server that takes requests. */
export interface Listening {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no new connection, lets requests end for so many seconds, and closes what is left then. */
  readonly close: (seconds: number) => Promise<void>;
}

/** @throws CliError where the port cannot be had. */
export async function listen(app: Hono, { host, port, limits }: ListenOptions): Promise<Listening> {
  const answer = getRequestListener(app.fetch, {
    hostname: host,
    errorHandler: (error) => {
      const fault = faultOf(error);
      return Response.json(fault.body, { status: fault.status });
    },
  });
  const options = {
    headersTimeout: 1000 * limits.bodySeconds,
    // The application tells of a slow body before this cuts it off.
    requestTimeout: 2000 * limits.bodySeconds,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 5000,
    // Asked for below, for an answer with a body.
    requireHostHeader: false,
  };
  const server = createServer(options, (request, response) => {
    const hasHost = request.headers.host !== undefined || request.httpVersion === '1.0';
    if (hasHost) void answer(request, response);
    else refuse(response, new HttpFault(400, 'bad_http', 'the header Host is missing'));
  });
  answerRefused(server, limits.bodySeconds);
  server.maxConnections = limits.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { address, family, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`,
    close: (seconds) => close(server, seconds),
  };
}

async function close(server: Server, seconds: number): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), 1000 * seconds);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): CliError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program has it; choose another with --port, or 0 for any that is free',
    EACCES: 'permission denied; choose a --port of 1024 or more',
    EADDRNOTAVAIL: 'this machine has no such address; choose another with --host',
    ENOTFOUND: 'there is no such host; choose another with --host',
  };
  return new CliError(
    `cannot listen on ${host}, port ${port}: ${reasons[error.code ?? ''] ?? error.message}`,
    error,
  );
}
