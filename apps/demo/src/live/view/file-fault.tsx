import { messageOf } from '../../app/message-of.ts';
import { isAboutFile } from '../../mistakes/explain-error.ts';
import type { SteeredRun } from './steered-run.ts';

/** Why a file was not taken up, beside the button that opens it, where there is room: nothing moves. */
export function FileFault({ run }: { readonly run: Pick<SteeredRun, 'fault'> }) {
  const fault = run.fault.value;
  if (!isAboutFile(fault)) return null;
  return (
    <p class="notice notice-error file-fault" role="alert">
      {messageOf(fault)}
    </p>
  );
}
