import type { Team, TeamKind } from '../wgsl/team-functions.ts';

/** Which threads share a row of numbers on a device. */
export interface Teams {
  /** For rows of at most `longest` elements. */
  readonly short: Team;
  readonly longest: number;
  /** How the threads of longer rows combine. */
  readonly long: TeamKind;
  /** Neighbouring columns that a workgroup sums, and threads that share each of them. */
  readonly ofColumns: { readonly columns: number; readonly lanes: number };
}

/** What every device can do. */
export const plainTeams: Teams = {
  short: { kind: 'memory', size: 64 },
  longest: 0,
  long: 'memory',
  ofColumns: { columns: 16, lanes: 16 },
};

/** On a program of the processor, a workgroup that fits its vectors has nothing to wait for at barriers. */
const ofProcessors = 8;

/** So many elements of a row has each thread of a subgroup that shares it alone, at most. */
const mostOfThread = 64;

/** The teams that suit a device. It is a rule without a trial, so that equal runs give equal bits. */
export function teamsOf(device: GPUDevice, isSoftware: boolean): Teams {
  // Older browsers tell nothing of their adapter.
  const info: Partial<GPUAdapterInfo> | undefined = device.adapterInfo;
  const { subgroupMinSize: size = 0, subgroupMaxSize } = info ?? {};
  const hasSubgroups = device.features.has('subgroups');
  const short: Team | undefined =
    hasSubgroups && size > 0 && size === subgroupMaxSize
      ? { kind: 'one subgroup', size }
      : undefined;
  if (isSoftware) {
    return {
      short: short ?? { kind: 'memory', size: ofProcessors },
      longest: Infinity,
      long: 'memory',
      ofColumns: { columns: ofProcessors, lanes: 1 },
    };
  }
  if (!hasSubgroups) return plainTeams;
  const teams = { ...plainTeams, long: 'subgroups' } as const;
  return short ? { ...teams, short, longest: mostOfThread * short.size } : teams;
}
