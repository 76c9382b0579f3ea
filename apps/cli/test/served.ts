import { FakeIo } from './fake-io.ts';
import { withModel } from './tiny-model.ts';

/** A service at work. */
export interface Served {
  readonly url: string;
  readonly io: FakeIo;
  /** Ends it; the exit code. */
  readonly end: () => Promise<number>;
}

/** `rondo serve` of a model on a free port. */
export async function startServing(model: string, options = ''): Promise<Served> {
  const workspace = withModel(model);
  const io = new FakeIo(workspace.folder);
  const listening = new Promise<string>((resolve) => {
    io.onWrite = (text) => resolve(/http:\S+(?=;)/.exec(text)![0]);
  });
  const outcome = workspace.rondo(`serve -m m.safetensors --port 0 ${options}`.trim(), io);
  const url = await Promise.race([
    listening,
    outcome.then(({ complaint }) => Promise.reject(new Error(complaint))),
  ]);
  let end: Promise<number> | undefined;
  return {
    url,
    io,
    end: () => {
      io.pressCtrlC();
      end ??= outcome.then(({ code }) => code);
      return end;
    },
  };
}
