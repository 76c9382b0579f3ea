/** The path of a module below the outermost module that was walked, for errors only. */
const paths = new WeakMap<object, string>();

/** Remembers a path unless a longer one is known, seen from further out. */
export function noteModulePath(module: object, path: string): void {
  if (path.length >= (paths.get(module)?.length ?? 1)) paths.set(module, path);
}

export function pathOfModule(module: object): string | undefined {
  return paths.get(module);
}
