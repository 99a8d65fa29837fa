/** @file A sentence-transformers model as one graph, from token ids to finished vectors. */
import { basename } from 'node:path'
import { createGraph, type Graph, type GraphBuilder } from '../tensor/graph.ts'
import type { Safetensors } from '../tensor/safetensors.ts'
import { openWeightFiles, weightPaths } from '../tensor/safetensors-file.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { torchActivation } from './activations.ts'
import { configValueInvalid, modelFileMissing } from './errors.ts'
import { positiveInteger, stringOr } from './model-folder.ts'
import { pool } from './pooling.ts'
import type { DenseSpec, SentenceTransformer } from './sentence-transformer-folder.ts'
import { linear, tokenInputs, type TokenInputs } from './transformer-blocks.ts'

export interface SentenceGraph {
  /**
   * Inputs, i64 `[batch, tokens]`: `input_ids`, `attention_mask` and, where prompts are left out of the pooling, `pooling_mask`.
   * Output: `embeddings`, f32 `[batch, dim]`.
   */
  readonly graph: Graph
  readonly dim: number
  readonly isNormalized: boolean
}

/** Reads the weights and builds. @throws ENCODE_MODEL_FILE_MISSING, TENSOR_MISSING, TENSOR_FILE_TRUNCATED and others */
export function buildSentenceGraph(model: SentenceTransformer): SentenceGraph {
  const paths = weightPaths(model.folder)
  if (paths.length === 0)
    throw modelFileMissing({ folder: model.folder, file: 'model.safetensors', purpose: 'the weights' })
  const weights = openWeightFiles(paths)
  try {
    const graph = createGraph()
    const inputs = tokenInputs(graph)
    const vectors = addHead(graph, poolTokens(graph, { model, inputs, weights }), model)
    graph.output('embeddings', vectors)
    const isNormalized = model.head.at(-1)?.kind === 'normalize' && model.truncateDim === undefined
    return { graph: graph.finish(), dim: Number(vectors.dims.at(-1)), isNormalized }
  } finally {
    weights.close()
  }
}

function poolTokens(
  graph: GraphBuilder,
  { model, inputs, weights }: { model: SentenceTransformer; inputs: TokenInputs; weights: Safetensors },
): Tensor {
  const { config, architecture, pooling } = model
  const prefix = [...weights.tensors.keys()].some((name) => name.startsWith(architecture.prefix))
    ? architecture.prefix
    : ''
  const flat = architecture.build({ graph, weights, prefix }, inputs, { config })
  const size = graph.apply('Concat', [inputs.batch, inputs.tokens, graph.integers(Number(flat.dims[1]))], { axis: 0 })
  const hidden = graph.apply('Reshape', [flat, size])
  const mask = pooling.includePrompt
    ? inputs.mask
    : graph.apply('Cast', [graph.input('pooling_mask', 'i64', ['batch', 'tokens'])], { to: 'f32' })
  return pool({ graph, hidden, mask, attended: inputs.mask, ranks: () => ranks(graph, { model, inputs }) }, pooling)
}

/** 1, 2, 3, ... up to the tokens of the batch. */
function ranks(graph: GraphBuilder, { model, inputs }: { model: SentenceTransformer; inputs: TokenInputs }): Tensor {
  const all = Float32Array.from({ length: model.tokensMax }, (_, index) => index + 1)
  const table = graph.constant('token ranks', all, { type: 'f32', dims: [all.length] })
  return graph.apply('Slice', [table, graph.integers(0), inputs.tokens, graph.integers(0)])
}

function addHead(graph: GraphBuilder, pooled: Tensor, { head, truncateDim }: SentenceTransformer): Tensor {
  let vectors = pooled
  for (const module of head)
    vectors =
      module.kind === 'normalize'
        ? graph.apply('LpNormalization', [vectors], { axis: -1, p: 2 })
        : dense(graph, vectors, module)
  if (truncateDim === undefined || truncateDim >= Number(vectors.dims[1])) return vectors
  return graph.apply('Slice', [vectors, graph.integers(0), graph.integers(truncateDim), graph.integers(1)])
}

function dense(graph: GraphBuilder, vectors: Tensor, { folder, config }: DenseSpec): Tensor {
  const from = positiveInteger(config, 'in_features')
  if (from !== vectors.dims[1])
    throw configValueInvalid({
      file: config.file,
      key: 'in_features',
      value: from,
      expected: `${vectors.dims[1]}, the size of its input`,
    })
  const weights = openWeightFiles(weightPaths(folder))
  try {
    // Several Dense modules have the same names in their files: renamed apart in the graph by the folder.
    const projected = linear({ graph, weights, prefix: '', scope: `${basename(folder)}.` }, vectors, {
      name: 'linear',
      from,
      to: positiveInteger(config, 'out_features'),
      hasBias: config.values['bias'] !== false,
    })
    const activation = stringOr(config, 'activation_function', { missing: 'torch.nn.modules.activation.Tanh' })
    return torchActivation(activation, config)(graph, projected)
  } finally {
    weights.close()
  }
}
