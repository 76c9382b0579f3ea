import { RondoError } from '@rondo/tensor';

/** A module, as far as its place in a model goes. */
export interface Placed {
  modules(): readonly Placed[];
  toString(): string;
}

/** The path of a module below the outermost module that was walked, for errors only. */
const paths = new WeakMap<object, string>();

/** Remembers a path unless a longer one is known, seen from further out. */
export function noteModulePath(module: object, path: string): void {
  if (path.length >= (paths.get(module)?.length ?? 1)) paths.set(module, path);
}

export function pathOfModule(module: object): string | undefined {
  return paths.get(module);
}

/** The module that was asked for its name last, as who makes an error does. */
let lastNamed: { readonly module: WeakRef<Placed>; readonly name: string } | undefined;

export function noteModuleName(module: Placed, name: string): void {
  lastNamed = { module: new WeakRef(module), name };
}

/** Where an error comes from, and what it says besides. */
interface Origin {
  readonly module: Placed;
  readonly text: string;
}

const origins = new WeakMap<RondoError, Origin>();

/**
 * Puts the place of a module on an error that leaves one of its methods: `Block (in encoder.layers.2): matmul: …`. An error that
 * says already which module inside of it failed keeps that, with the path as it is seen from here.
 */
export function placeError(error: unknown, module: Placed): void {
  if (!(error instanceof RondoError)) return;
  const inside = insideOf(module);
  const known = origins.get(error) ?? namedIn(error);
  const isPlaced = known && (inside.includes(known.module) || pathOfModule(known.module));
  const origin = isPlaced ? known : { module, text: error.message };
  origins.set(error, origin);
  rename(error, origin);
}

/** The module and all that it is made of, whose paths are known from now on. */
function insideOf(module: Placed): readonly Placed[] {
  try {
    return module.modules();
  } catch {
    // The error at hand says more than one about the structure of the model.
    return [module];
  }
}

/** An error that begins with the name of a module is about that module. */
function namedIn({ message }: RondoError): Origin | undefined {
  const module = lastNamed?.module.deref();
  if (!lastNamed || !module || !message.startsWith(`${lastNamed.name}: `)) return undefined;
  return { module, text: message.slice(lastNamed.name.length + 2) };
}

function rename(error: RondoError, { module, text }: Origin): void {
  const before = error.message;
  const name = module.toString();
  const message = `${name}: ${text}`;
  const { where } = error.facts;
  const path = pathOfModule(module) ?? '';
  // What stands before the text is the name that the error was made with.
  const isOwnPlace = typeof where === 'string' && before === `${where}: ${text}`;
  (error as { facts: RondoError['facts'] }).facts = {
    ...error.facts,
    ...(isOwnPlace ? { where: name } : {}),
    path,
  };
  error.message = message;
  // The stack repeats the message as it was.
  if (error.stack?.includes(before)) error.stack = error.stack.replace(before, () => message);
}
