/** @file The parts that transformers are made of, as functions from tensors to tensors. Activations are `[batch*tokens, size]`: two-dimensional, so that stored weights are used as they are. */
import type { GraphBuilder } from '../tensor/graph.ts'
import type { Safetensors } from '../tensor/safetensors.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** What every part needs to add itself to a graph. */
export interface Build {
  readonly graph: GraphBuilder
  readonly weights: Safetensors
  /** In front of every weight's name: "" or, in files with a head of their own, "bert.". */
  readonly prefix: string
  /** In front of a weight's name within the graph, where several files have the same names. */
  readonly scope?: string
}

/** The named weight with the shape that the config promises. @throws TENSOR_MISSING, TENSOR_SHAPE_MISMATCH */
export function parameter(
  { graph, weights, prefix, scope = '' }: Build,
  name: string,
  dims: readonly number[],
): Tensor {
  const stored = prefix + name
  return graph.parameter(scope + stored, weights.floats(stored, dims), { type: 'f32', dims })
}

/** `x W' + b`, `[rows, from] -> [rows, to]`; PyTorch stores W as `[to, from]`. */
export function linear(
  build: Build,
  x: Tensor,
  {
    name,
    from,
    to,
    hasBias = true,
  }: { readonly name: string; readonly from: number; readonly to: number; readonly hasBias?: boolean },
): Tensor {
  const bias = hasBias ? [parameter(build, `${name}.bias`, [to])] : []
  return build.graph.apply('Gemm', [x, parameter(build, `${name}.weight`, [to, from]), ...bias], { transB: 1 })
}

export function layerNorm(
  build: Build,
  x: Tensor,
  { name, size, epsilon }: { readonly name: string; readonly size: number; readonly epsilon: number },
): Tensor {
  const scale = parameter(build, `${name}.weight`, [size])
  const shift = parameter(build, `${name}.bias`, [size])
  return build.graph.apply('LayerNormalization', [x, scale, shift], { axis: -1, epsilon })
}

/** What a graph of token ids is built around. */
export interface TokenInputs {
  /** i64 `[batch, tokens]`. */
  readonly ids: Tensor
  /** f32 `[batch, tokens]`: 1 for tokens, 0 for padding. */
  readonly mask: Tensor
  /** i64 `[1]` each: sizes when the graph runs. */
  readonly batch: Tensor
  readonly tokens: Tensor
}

/** The inputs `input_ids` and `attention_mask`, i64 `[batch, tokens]` as the transformers library names them. */
export function tokenInputs(graph: GraphBuilder): TokenInputs {
  const ids = graph.input('input_ids', 'i64', ['batch', 'tokens'])
  const attention = graph.input('attention_mask', 'i64', ['batch', 'tokens'])
  const shape = graph.apply('Shape', [ids])
  const size = (axis: number): Tensor =>
    graph.apply('Slice', [shape, graph.integers(axis), graph.integers(axis + 1), graph.integers(0)])
  return { ids, mask: graph.apply('Cast', [attention], { to: 'f32' }), batch: size(0), tokens: size(1) }
}

/** f32 `[batch, 1, 1, tokens]`, added to attention scores: 0 for tokens, -1e9 for padding, whose share then vanishes in the softmax. */
export function attentionBias(graph: GraphBuilder, { mask }: TokenInputs): Tensor {
  const sunk = graph.apply('Mul', [graph.apply('Sub', [mask, graph.scalar(1)]), graph.scalar(1e9)])
  return graph.apply('Reshape', [sunk, graph.integers(0, 1, 1, -1)])
}

/**
 * softmax(q k' / sqrt(size) + bias) v for each head.
 *
 * @param qkv queries, keys and values, `[batch*tokens, heads*size]` each
 * @returns `[batch*tokens, heads*size]`
 */
export function attend(
  { graph }: Build,
  [q, k, v]: readonly [Tensor, Tensor, Tensor],
  {
    inputs,
    bias,
    heads,
    size,
  }: { readonly inputs: TokenInputs; readonly bias: Tensor; readonly heads: number; readonly size: number },
): Tensor {
  const perHead = graph.apply('Concat', [inputs.batch, inputs.tokens, graph.integers(heads, size)], { axis: 0 })
  const split = (x: Tensor): Tensor =>
    graph.apply('Transpose', [graph.apply('Reshape', [x, perHead])], { perm: [0, 2, 1, 3] })
  const scores = graph.apply('FusedMatMul', [split(q), split(k)], { transB: 1, alpha: 1 / Math.sqrt(size) })
  const shares = graph.apply('Softmax', [graph.apply('Add', [scores, bias])], { axis: -1 })
  const mixed = graph.apply('Transpose', [graph.apply('MatMul', [shares, split(v)])], { perm: [0, 2, 1, 3] })
  return graph.apply('Reshape', [mixed, graph.integers(-1, heads * size)])
}
