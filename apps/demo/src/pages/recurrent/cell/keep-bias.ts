import { gatesOf, type CellKind } from './cell-kind.ts';

/** For each row of a bias: `value` where it belongs to the gate that keeps the old state, f of the LSTM and z of the GRU; else 0. */
export function keepBiasOf(kind: CellKind, units: number, value: number): number[] {
  return gatesOf[kind].flatMap((gate) => {
    const ofGate = gate === 'f' || gate === 'z' ? value : 0;
    return Array.from({ length: units }, () => ofGate);
  });
}
