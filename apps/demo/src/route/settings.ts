/** A whole number within bounds, if a text is one. */
export function whole(text: string | undefined, least: number, most: number): number | undefined {
  const value = Number(text);
  return text && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}

/** Gives what the address has to tell of a setting: nothing where it is as usual. */
export function teller<Settings extends object>(
  settings: Settings,
  usual: Settings,
): (name: keyof Settings) => string | undefined {
  return (name) => (settings[name] === usual[name] ? undefined : String(settings[name]));
}

/** The usual settings of another choice, with what a person has changed of those of before. */
export function carried<Settings extends object>(
  settings: Settings,
  { before, after }: { readonly before: Settings; readonly after: Settings },
): Settings {
  const names = Object.keys(after) as (keyof Settings)[];
  const changed = names.filter((name) => settings[name] !== before[name]);
  return { ...after, ...Object.fromEntries(changed.map((name) => [name, settings[name]])) };
}
