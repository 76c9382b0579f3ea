import { Option } from '@commander-js/extra-typings';
import { networkNames, type NetworkName } from '@rondo/vision-nonlocal';
import { numberAbove, realNumber, wholeNumber } from '../options/numbers.ts';

/** What `rondo clips` and `rondo images` let the user say of a training. */
export interface TrainingOptions {
  readonly network?: NetworkName | undefined;
  readonly subsample?: boolean | undefined;
  readonly learningRate?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly epochs: number;
}

/** The option of the network. */
export const networkOption = (): Option<
  '--network <name>',
  undefined,
  undefined,
  undefined,
  false,
  NetworkName
> =>
  new Option(
    '--network <name>',
    'plain, a few convolutions; or resnet, of three stages, with the block in res4 (plain)',
  ).choices(networkNames);

export const checkpointEvery = realNumber(0);
export const learningRate = numberAbove(0, 10);
export const batchSize = wholeNumber(1, 1e5);

/** The options of a training that were given, for the library. */
export function givenOf({
  network,
  subsample,
  learningRate: rate,
  batchSize: size,
  epochs,
}: TrainingOptions) {
  return {
    epochs,
    ...(network !== undefined && { network }),
    ...(subsample !== undefined && { subsample }),
    ...(rate !== undefined && { learningRate: rate }),
    ...(size !== undefined && { batchSize: size }),
  };
}
