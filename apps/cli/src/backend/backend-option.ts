import { Option } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';

const names = ['cpu', 'webgpu', 'auto'] as const;

/** Where a command shall compute. */
export type BackendName = (typeof names)[number];

interface Options {
  addOption(option: Option): unknown;
}

/** Gives a command the option `--backend`. */
export function addBackendOption(command: Options): void {
  command.addOption(
    new Option(
      '--backend <name>',
      'where to compute: cpu; webgpu, a graphics device, with the package webgpu; auto, the faster of the two at the work of this model',
    )
      .choices(names)
      .default('cpu'),
  );
}

interface Parsed {
  optsWithGlobals(): object;
  getOptionValueSourceWithGlobals(key: string): string | undefined;
}

/**
 * What a command was told by `--backend`; cpu where it has no such option.
 * @throws UsageError where threads are asked for that would not be used.
 */
export function backendOf(command: Parsed): BackendName {
  const { backend = 'cpu' } = command.optsWithGlobals() as { backend?: BackendName };
  if (backend === 'webgpu' && command.getOptionValueSourceWithGlobals('threads') === 'cli') {
    throw new UsageError(
      '--threads is of the processor, and --backend webgpu computes on a graphics device; leave one of them out',
    );
  }
  return backend;
}
