import type { DriveStep } from '../../../live/worker/drive.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { cellKinds, type CellKind } from '../cell/cell-kind.ts';
import type { Checked, Learning } from './learning.ts';

/** Milliseconds between two looks at how the nets do; more often nobody sees. */
const checkEvery = 250;

/** How the nets do, and their losses since they were looked at last. */
export interface CheckEvent {
  readonly kind: 'checked';
  readonly checked: Checked;
  readonly fresh: Readonly<Record<CellKind, readonly LossPoint[]>>;
}

/** The steps of a run from where it stands, and looks at how the nets do: now and then, at the end, and where the loop is left. */
export async function* loopOf(
  learning: Learning,
  tellLast: (event: CheckEvent) => void,
): AsyncGenerator<DriveStep | CheckEvent, void> {
  const { steps: totalSteps } = learning.settings;
  let fresh = noPoints();
  let checkedAt = performance.now();
  const look = async (): Promise<CheckEvent> => {
    const points = fresh;
    fresh = noPoints();
    const checked = await learning.check();
    checkedAt = performance.now();
    return { kind: 'checked', checked, fresh: points };
  };
  try {
    while (learning.step < totalSteps) {
      const losses = await learning.takeStep();
      const { step, stepAmount } = learning;
      for (const kind of cellKinds) fresh[kind].push({ step, loss: losses[kind] });
      const loss = cellKinds.reduce((sum, kind) => sum + losses[kind], 0) / cellKinds.length;
      yield { kind: 'step', step, totalSteps, loss, amount: stepAmount };
      if (performance.now() - checkedAt > checkEvery) yield await look();
    }
  } finally {
    if (fresh.rnn.length > 0) tellLast(await look());
  }
}

function noPoints(): Record<CellKind, LossPoint[]> {
  return { rnn: [], gru: [], lstm: [] };
}
