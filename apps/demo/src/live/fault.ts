/** What of an error crosses from a worker to the page. */
export interface Fault {
  readonly name: string;
  readonly message: string;
}

export function faultOf(error: unknown): Fault {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

/** An error of the worker, with the name and the text that it had there. */
export class WorkerError extends Error {
  constructor({ name, message }: Fault) {
    super(message);
    this.name = name;
  }
}
