import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { collect } from './numbers.ts';

/** Refuses an option with one value that is given again. */
export function refuseRepeats(command: CommandUnknownOpts): void {
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
