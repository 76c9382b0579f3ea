import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Term } from '../glossary/glossary.ts';
import { TermHelp } from '../glossary/term-help.tsx';

/** A field of a form with its name above it, and what the name means where a newcomer may not know. */
export function Field(props: {
  readonly name: string;
  readonly term?: Term | undefined;
  /** The field itself, under this id. */
  readonly children: (id: string) => ComponentChildren;
}) {
  const { name, term, children } = props;
  const id = useId();
  return (
    <div class="field">
      <div class="field-name">
        <label for={id}>{name}</label>
        {term && <TermHelp term={term} word={name} />}
      </div>
      {children(id)}
    </div>
  );
}
