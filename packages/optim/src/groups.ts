import { Parameter } from '@rondo/autograd';
import { RangeFault, RondoError } from '@rondo/tensor';

/** What every optimizer is told; each adds its own. */
export interface BaseSettings {
  /** η, the step size. */
  readonly learningRate: number;
  /** λ: λ p is added to the gradient, unless the optimizer says otherwise. */
  readonly weightDecay: number;
}

/** Parameters with settings of their own. A learning rate given here keeps its ratio to the optimizer's. */
export type ParameterGroup<Settings> = Partial<Settings> & {
  readonly parameters: Iterable<Parameter>;
};

/** What an optimizer works on: parameters, or groups of them. */
export type Optimized<Settings> = Iterable<Parameter> | Iterable<ParameterGroup<Settings>>;

export interface Group<Settings> {
  readonly parameters: readonly Parameter[];
  readonly settings: Settings;
  /** The group's learning rate over the optimizer's. */
  readonly rateRatio: number;
}

/**
 * Completes the settings of each group.
 * @throws RangeFault for settings out of range; RondoError when there are no parameters or one is given twice.
 */
export function groupsOf<Settings extends BaseSettings>(
  where: string,
  optimized: Optimized<Settings>,
  settings: Settings,
): readonly Group<Settings>[] {
  const list: readonly (Parameter | ParameterGroup<Settings>)[] = [...optimized];
  const loose = list.filter((item) => item instanceof Parameter);
  const groups = list.filter(isGroup).map((group) => [group.parameters, group] as const);
  const given = loose.length > 0 ? [[loose, settings] as const, ...groups] : groups;
  const completed = given.map(([parameters, own]): Group<Settings> => {
    const merged = { ...settings, ...own };
    if (!(merged.weightDecay >= 0)) {
      throw new RangeFault(
        `${where}: expected a weightDecay of 0 or more, received ${merged.weightDecay}`,
        {
          weightDecay: merged.weightDecay,
        },
      );
    }
    const ratio =
      merged.learningRate === settings.learningRate
        ? 1
        : merged.learningRate / settings.learningRate;
    const rateRatio = checkedRate(
      `${where} (ratio of a group's learning rate to the optimizer's)`,
      ratio,
    );
    return { parameters: [...parameters], settings: merged, rateRatio };
  });
  const all = completed.flatMap(({ parameters }) => parameters);
  if (all.length === 0)
    throw new RondoError(`${where}: expected parameters to change, received none`);
  if (new Set(all).size < all.length) {
    throw new RondoError(
      `${where}: a parameter is given twice; module.parameters() lists shared ones once`,
    );
  }
  return completed;
}

function isGroup<Settings>(
  item: Parameter | ParameterGroup<Settings>,
): item is ParameterGroup<Settings> {
  return !(item instanceof Parameter);
}

/** @throws RangeFault unless the rate is a finite number of 0 or more. */
export function checkedRate(where: string, rate: number): number {
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw new RangeFault(`${where}: expected a learning rate of 0 or more, received ${rate}`, {
    learningRate: rate,
  });
}
