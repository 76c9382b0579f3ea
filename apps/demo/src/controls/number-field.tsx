import type { Term } from '../glossary/glossary.ts';
import { Field } from './field.tsx';
import { NumberInput } from './number-input.tsx';

/** A whole number of a form, with its name above it. */
export function NumberField(props: {
  readonly name: string;
  /** What the name means. */
  readonly term?: Term | undefined;
  readonly value: number;
  readonly range: { readonly least: number; readonly most: number };
  readonly onChange: (value: number) => void;
}) {
  const { name, term, value, range, onChange } = props;
  return (
    <Field name={name} term={term}>
      {(id) => (
        <NumberInput
          id={id}
          value={value}
          range={{ ...range, isWhole: true }}
          step={1}
          isInForm
          onChange={onChange}
        />
      )}
    </Field>
  );
}
