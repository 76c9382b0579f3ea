import type { Term } from '../glossary/glossary.ts';
import { Field } from './field.tsx';

/** A choice among a few numbers. */
export function NumberChoice(props: {
  readonly name: string;
  /** What the name means. */
  readonly term?: Term | undefined;
  readonly values: readonly number[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <Field name={props.name} term={props.term}>
      {(id) => (
        <select
          id={id}
          value={props.value}
          onChange={({ currentTarget }) => props.onChange(Number(currentTarget.value))}
        >
          {props.values.map((value) => (
            <option key={value} value={value}>
              {value}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
