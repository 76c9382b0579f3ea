import { teller, whole } from '../../../route/settings.ts';

/** What a person chooses of the gradients that are looked at. */
export interface FlowSettings {
  /** Steps of the sequence. */
  readonly length: number;
  /** Spectral radius of the recurrent weights. */
  readonly radius: number;
  /** Added to the bias of the gate that keeps the old state: f of the LSTM, z of the GRU. */
  readonly keepBias: number;
  readonly seed: number;
  /** Which gradient is drawn. */
  readonly shown: Shown;
}

/** Of the loss for each state, or of the last state for each input. */
export type Shown = 'state' | 'input';

/** The least and the most of what is chosen, and the steps between. */
export const flowRanges = {
  length: { least: 10, most: 200, by: 10 },
  radius: { least: 0.4, most: 2, by: 0.05 },
  keepBias: { least: -2, most: 5, by: 0.5 },
} as const;

export const usualFlow: FlowSettings = {
  length: 100,
  radius: 1,
  keepBias: 2,
  seed: 1,
  shown: 'state',
};

/** What the address tells: only what is not as usual. */
export function queryOfFlow(settings: FlowSettings): Record<string, string | undefined> {
  const told = teller(settings, usualFlow);
  return {
    length: told('length'),
    radius: told('radius'),
    keep: told('keepBias'),
    draw: told('seed'),
    shown: told('shown'),
  };
}

/** The settings of an address; what cannot be read is as usual. */
export function flowOf(query: Readonly<Record<string, string>>): FlowSettings {
  const within = (name: keyof typeof flowRanges, text: string | undefined): number => {
    const { least, most } = flowRanges[name];
    const value = Number(text);
    return text && value >= least && value <= most ? value : usualFlow[name];
  };
  return {
    length: Math.round(within('length', query['length'])),
    radius: within('radius', query['radius']),
    keepBias: within('keepBias', query['keep']),
    seed: whole(query['draw'], 1, 1e6) ?? usualFlow.seed,
    shown: query['shown'] === 'input' ? 'input' : 'state',
  };
}
