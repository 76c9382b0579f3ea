import * as v from 'valibot';
import type { Contradiction } from './contradictions.ts';

/** Checks an object whose values are right by themselves: they must also go together. */
export function consistent<Checked extends object, Value extends Checked>(
  contradictions: (value: Checked) => readonly Contradiction[],
): v.RawCheckAction<Value> {
  return v.rawCheck<Value>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const input = Object.fromEntries(Object.entries(dataset.value));
    for (const { key, message } of contradictions(dataset.value)) {
      const value: unknown = input[key];
      addIssue({
        message,
        input: value,
        path: [{ type: 'object', origin: 'value', input, key, value }],
      });
    }
  });
}
