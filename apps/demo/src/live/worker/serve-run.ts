import { faultOf } from '../fault.ts';
import type { Asked, CallTable, Posted, Request, RunEvent, Steering } from '../protocol.ts';

/** What answers each call. */
export type Handlers<Calls extends CallTable<Calls>> = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input'],
  ) => Calls[Name]['output'] | Promise<Calls[Name]['output']>;
};

/** Has this worker answer the calls of its page. */
export function serveRun<Calls extends CallTable<Calls>>(
  handlers: Handlers<Calls>,
  steer: (how: Steering) => void,
): void {
  const post = (message: Posted<Calls, never>): void => postMessage(message);
  const answer = async <Name extends keyof Calls>(asked: Request<Calls, Name>): Promise<void> => {
    const { id, name, input } = asked;
    try {
      post({ id, output: await handlers[name](input) });
    } catch (error) {
      post({ id, fault: faultOf(error) });
    }
  };
  addEventListener('message', ({ data }: MessageEvent<Asked<Calls>>) => {
    if ('steer' in data) steer(data.steer);
    else void answer(data);
  });
}

/** Tells the page of this worker by itself. */
export function tell<Own>(event: RunEvent<Own>): void {
  postMessage({ event });
}
