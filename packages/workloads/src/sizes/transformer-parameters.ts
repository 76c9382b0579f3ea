import { float, type Unnumbered } from '../tensor-spec.ts';

interface LayerSizes {
  readonly dModel: number;
  readonly feedForward: number;
}

function linear(name: string, inputs: number, outputs: number, gradient: boolean): Unnumbered[] {
  return [
    float(`${name}.weight`, [outputs, inputs], { scale: 1 / Math.sqrt(inputs), gradient }),
    float(`${name}.bias`, [outputs], { scale: 0.1, gradient }),
  ];
}

function norm(name: string, size: number, gradient: boolean): Unnumbered[] {
  return [
    float(`${name}.weight`, [size], { scale: 0.1, offset: 1, gradient }),
    float(`${name}.bias`, [size], { scale: 0.1, gradient }),
  ];
}

function attention(name: string, dModel: number, gradient: boolean): Unnumbered[] {
  return [
    float(`${name}.in_proj_weight`, [3 * dModel, dModel], {
      scale: 1 / Math.sqrt(dModel),
      gradient,
    }),
    float(`${name}.in_proj_bias`, [3 * dModel], { scale: 0.1, gradient }),
    ...linear(`${name}.out_proj`, dModel, dModel, gradient),
  ];
}

/** The parameters of torch.nn.TransformerEncoderLayer in its order. */
export function encoderLayerParameters(
  prefix: string,
  { dModel, feedForward }: LayerSizes,
  gradient: boolean,
): Unnumbered[] {
  return [
    ...attention(`${prefix}self_attn`, dModel, gradient),
    ...linear(`${prefix}linear1`, dModel, feedForward, gradient),
    ...linear(`${prefix}linear2`, feedForward, dModel, gradient),
    ...norm(`${prefix}norm1`, dModel, gradient),
    ...norm(`${prefix}norm2`, dModel, gradient),
  ];
}

/** The parameters of torch.nn.TransformerDecoderLayer in its order. */
function decoderLayerParameters(
  prefix: string,
  { dModel, feedForward }: LayerSizes,
  gradient: boolean,
): Unnumbered[] {
  return [
    ...attention(`${prefix}self_attn`, dModel, gradient),
    ...attention(`${prefix}multihead_attn`, dModel, gradient),
    ...linear(`${prefix}linear1`, dModel, feedForward, gradient),
    ...linear(`${prefix}linear2`, feedForward, dModel, gradient),
    ...norm(`${prefix}norm1`, dModel, gradient),
    ...norm(`${prefix}norm2`, dModel, gradient),
    ...norm(`${prefix}norm3`, dModel, gradient),
  ];
}

/** The parameters of torch.nn.Transformer in its order (prefix `transformer.`), then `output`, the layer to the vocabulary. */
export function transformerParameters(
  { layers, vocabulary, ...sizes }: LayerSizes & { layers: number; vocabulary: number },
  gradient: boolean,
): Unnumbered[] {
  const each = (kind: string, parameters: typeof encoderLayerParameters): Unnumbered[] =>
    Array.from({ length: layers }, (_, i) =>
      parameters(`transformer.${kind}.layers.${i}.`, sizes, gradient),
    ).flat();
  return [
    ...each('encoder', encoderLayerParameters),
    ...norm('transformer.encoder.norm', sizes.dModel, gradient),
    ...each('decoder', decoderLayerParameters),
    ...norm('transformer.decoder.norm', sizes.dModel, gradient),
    ...linear('output', sizes.dModel, vocabulary, gradient),
  ];
}

/** The two embedding tables, scaled so that times √dModel they are in [-1, 1). */
export function embeddingParameters(
  { dModel, vocabulary }: { dModel: number; vocabulary: number },
  gradient: boolean,
): Unnumbered[] {
  const options = { scale: 1 / Math.sqrt(dModel), gradient };
  return [
    float('source_embedding', [vocabulary, dModel], options),
    float('target_embedding', [vocabulary, dModel], options),
  ];
}
