import type { ModelSummary, SummaryRow } from '@rondo/layers-core';
import type { Shape } from '@rondo/tensor';

/** A layer of a model, with all that it is made of. */
export interface LayerEstimate {
  /** Path below the model in the code; '' is the model itself. */
  readonly path: string;
  /** Name of the class. */
  readonly name: string;
  /** Shape of what it puts out for a usual batch (the first of several outputs); undefined where it is not called by itself. */
  readonly output: Shape | undefined;
  /** Numbers in its parameters; a table that several layers share counts where it is met first. */
  readonly parameters: number;
  /** Floating-point operations of one forward pass of that batch. */
  readonly flops: number;
}

/** The layers of a model that hold parameters or compute, each layer of a stack in one row. */
export function layerEstimates({ rows }: ModelSummary): LayerEstimate[] {
  const layers = new Map<string, LayerEstimate>();
  for (const row of rows) {
    const path = layerOf(row.path);
    const { parameters, flops } = layers.get(path) ?? { parameters: 0, flops: 0 };
    layers.set(path, {
      ...(layers.get(path) ?? { path, name: row.name, output: firstOutput(row) }),
      parameters: parameters + row.trainable + row.frozen,
      flops: flops + (row.flops ?? 0),
    });
  }
  return [...layers.values()].filter(({ parameters, flops }) => parameters + flops > 0);
}

/** `encoder.stack.layers.0` of `encoder.stack.layers.0.norm1`: what is numbered counts as one. */
function layerOf(path: string): string {
  return /^.*?\.\d+(?:\.\d+)*(?=\.|$)/u.exec(path)?.[0] ?? path;
}

function firstOutput({ outputs }: SummaryRow): Shape | undefined {
  return Object.values(outputs ?? {})[0];
}
