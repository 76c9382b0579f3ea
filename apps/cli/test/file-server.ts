import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

/** Answers at paths of this machine as it is told to, until the test file ends; 404 elsewhere. */
export class FileServer {
  readonly answers = new Map<string, Answer>();
  /** The paths asked for, in order. */
  readonly asked: string[] = [];
  #base = '';

  static async start(): Promise<FileServer> {
    const server = new FileServer();
    const http = createServer((request, response) => {
      const path = request.url ?? '';
      server.asked.push(path);
      const answer = server.answers.get(path);
      if (answer) return answer(response, request);
      response.writeHead(404).end('nothing here');
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      http.closeAllConnections();
      http.close();
    });
    server.#base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    return server;
  }

  url(path: string): string {
    return this.#base + path;
  }

  /** Answers with the content. */
  serve(path: string, content: Uint8Array | string): void {
    this.answers.set(path, (response) => response.end(content));
  }
}
