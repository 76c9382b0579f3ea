import type { Term } from '../glossary/glossary.ts';
import { Field } from './field.tsx';

/** A choice among a few values. */
export function Choice<T extends string | number>(props: {
  readonly name: string;
  /** What the name means. */
  readonly term?: Term | undefined;
  readonly values: readonly T[];
  readonly value: T;
  /** What a value is called, where not by itself. */
  readonly textOf?: (value: T) => string | number;
  readonly onChange: (value: T) => void;
}) {
  const { name, term, values, value: chosen, textOf = (value) => value, onChange } = props;
  return (
    <Field name={name} term={term}>
      {(id) => (
        <select
          id={id}
          value={chosen}
          onChange={({ currentTarget }) => onChange(values[currentTarget.selectedIndex]!)}
        >
          {values.map((value) => (
            <option key={value} value={value}>
              {textOf(value)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
