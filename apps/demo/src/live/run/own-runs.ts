import { stored } from '../../storage/stored.ts';

/** The runs that this tab has kept; it knows them after a reload. */
const own = stored('rondo-own-runs', () => sessionStorage);
const most = 20;

const known = (): readonly string[] => own.get()?.split(' ') ?? [];

export function noteOwnRun(id: string): void {
  if (!isOwnRun(id)) own.set([id, ...known()].slice(0, most).join(' '));
}

export function isOwnRun(id: string): boolean {
  return known().includes(id);
}
