import { RondoError } from '@rondo/tensor';
import * as v from 'valibot';
import type { ModelConfig } from '../model/config.ts';
import { explainIssues } from './faults.ts';
import { sizedModelSchema } from './model-schema.ts';
import { withPreset } from './presets.ts';
import { configSchema, toldConfigSchema, type RunConfig } from './schema.ts';

/** A config that does not say what a run needs, or says something unknown. */
export class ConfigError extends RondoError {
  override readonly name = 'ConfigError';
}

/**
 * Checks a config and fills in what its preset says, then the defaults.
 * @throws ConfigError naming each fault by its path; an unknown key with the known one it resembles.
 */
export function parseConfig(config: unknown): RunConfig {
  return parse(configSchema, withPreset(config ?? {}), 'the config');
}

/**
 * Checks the config that a checkpoint was trained with. It may say what a new run is refused, as long as the model could be made.
 * @throws ConfigError as `parseConfig` does.
 */
export function parseToldConfig(config: unknown): RunConfig {
  return parse(toldConfigSchema, withPreset(config ?? {}), 'the config');
}

/**
 * Checks a model with the sizes of its vocabularies, and fills in the defaults.
 * @throws ConfigError as `parseConfig` does.
 */
export function parseModelConfig(config: unknown): ModelConfig {
  return parse(sizedModelSchema, config, 'the model');
}

function parse<Output>(
  schema: v.GenericSchema<unknown, Output>,
  input: unknown,
  what: string,
): Output {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = explainIssues(result.issues, { schema, input });
  throw new ConfigError(
    `${what} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    { faults },
  );
}
