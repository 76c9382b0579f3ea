import type { Term } from '../../glossary/glossary.ts';
import { TermHelp } from '../../glossary/term-help.tsx';

export interface FigureProps {
  readonly name: string;
  readonly value: string;
  /** What the name means. */
  readonly term?: Term | undefined;
  readonly about?: string | undefined;
  /** The one that matters most. */
  readonly isStrong?: boolean;
}

/** A number with its name, in a list of class `figures`. */
export function Figure({ name, term, value, about, isStrong }: FigureProps) {
  return (
    <div class={isStrong ? 'figure figure-strong' : 'figure'}>
      <dt class="field-name">
        <span>{name}</span>
        {term && <TermHelp term={term} word={name} />}
      </dt>
      <dd class="number">{value}</dd>
      {about && <dd class="quiet">{about}</dd>}
    </div>
  );
}
