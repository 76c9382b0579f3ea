import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { collect } from './numbers.ts';

/**
 * Refuses an option with one value that is given again, and asks for missing options only once all that are given are known: who mistypes
 * `--model` is told so.
 */
export function checkOptions(command: CommandUnknownOpts): void {
  const missing = command.options.filter(({ mandatory }) => mandatory);
  for (const option of missing) option.mandatory = false;
  command.hook('preAction', () => {
    const [first] = missing.filter((option) => !(option.attributeName() in command.opts()));
    if (first) command.error(`error: required option '${first.flags}' not specified`);
  });
  for (const option of command.options) {
    if (!option.required || option.parseArg === collect) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven)
        command.error(`error: option '${option.flags}' is given again; it takes one value`);
      isGiven = true;
    });
  }
}
