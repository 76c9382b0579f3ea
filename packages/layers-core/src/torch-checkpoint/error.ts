import { RondoError } from '@rondo/tensor';

/** Bytes that are not a PyTorch checkpoint, or one that holds more than tensors and plain values. */
export class TorchCheckpointError extends RondoError {
  override readonly name = 'TorchCheckpointError';
}

export const saveStateDict = 'save a state dict instead: torch.save(model.state_dict(), path)';

const restore = 'the file is damaged or incomplete: restore it or download it again';

/** The error of a file that breaks its own format. */
export function damaged(
  problem: string,
  facts: Readonly<Record<string, unknown>> = {},
): TorchCheckpointError {
  return refused(`${problem}; ${restore}`, facts);
}

/** The error of a file that is sound but not taken. */
export function refused(
  problem: string,
  facts: Readonly<Record<string, unknown>> = {},
): TorchCheckpointError {
  return new TorchCheckpointError(`torchCheckpoint.load: ${problem}; nothing was loaded`, facts);
}
