import { layerCells, layerHeadings } from '../../training/layer-table.ts';
import { escapeHtml as text, table } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** The layers of the model. */
export function modelSection({ layers, subtitle }: ReportData): string {
  if (layers.length === 0) return '';
  const rows = layerCells(layers).map((cells) => cells.map(text));
  return `<h2 id="model">Model</h2>
<p class="soft">${text(subtitle)}. For each layer the shape of what it puts out for a batch of middling size (sentences × tokens × numbers), its parameters, and its floating-point operations in a forward pass; a multiply-add counts as 2. A table of embeddings that is also the output layer counts the work of both.</p>
${table([...layerHeadings], rows, { numbers: true })}`;
}
