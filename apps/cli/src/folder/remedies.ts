const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the quota of the disk is used up; free some space',
  EACCES: 'permission denied; make the folder writable for this user or ',
  EPERM: 'not permitted; make the folder writable for this user or ',
  EROFS: 'the file system is read-only; ',
  ENOTDIR: 'a part of the path is a file, not a folder; ',
  EISDIR: 'there is a folder of this name; remove it or ',
};

/** Says in words what kept a write from succeeding; `otherwise` is what helps where nothing else does. */
export function remedyFor(
  { code = '', message }: NodeJS.ErrnoException,
  otherwise: string,
): string {
  const remedy = remedies[code] ?? `${message}; `;
  return remedy.endsWith(' ') ? remedy + otherwise : remedy;
}
