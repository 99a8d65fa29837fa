/** @file From the vectors of a text's tokens to one vector: the modes of sentence-transformers' Pooling module as graph operations. */
import type { GraphBuilder } from '../tensor/graph.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { configValueInvalid, optionUnknown } from './errors.ts'
import { type JsonFile } from './model-folder.ts'

export interface PoolingSpec {
  /** At least one; results are concatenated in this order. */
  readonly modes: readonly PoolingMode[]
  /** False: tokens of the prompt attend, but are left out here. */
  readonly includePrompt: boolean
}

export interface PoolingInput {
  readonly graph: GraphBuilder
  /** f32 `[batch, tokens, hidden]`. */
  readonly hidden: Tensor
  /** f32 `[batch, tokens]`, 1 for what counts and 0 for padding and left-out prompts. */
  readonly mask: Tensor
  /** f32 `[batch, tokens]`, 1 for every token of the text, prompts too. */
  readonly attended: Tensor
  /** f32 `[tokens]`: 1, 2, 3, ... Made only for modes that ask for it. */
  readonly ranks: () => Tensor
}

/** `[batch, tokens] x [batch, tokens, hidden] -> [batch, hidden]`: the sum of token vectors by weight. */
function weightedSum({ graph, hidden }: PoolingInput, weights: Tensor): Tensor {
  const rows = graph.apply('Reshape', [weights, graph.integers(0, 1, -1)])
  return squeeze(graph, graph.apply('MatMul', [rows, hidden]))
}

/** `[batch, 1, hidden] -> [batch, hidden]`. */
const squeeze = (graph: GraphBuilder, tensor: Tensor): Tensor =>
  graph.apply('Reshape', [tensor, graph.integers(0, Number(tensor.dims.at(-1)))])

/** `[batch, tokens] -> [batch, 1]`, at least 1e-9 as in the reference, so that a text without tokens divides by no zero. */
const total = (graph: GraphBuilder, weights: Tensor): Tensor =>
  graph.apply('Max', [graph.apply('ReduceSum', [weights, graph.integers(1)], { keepdims: 1 }), graph.scalar(1e-9)])

const averaged = (input: PoolingInput, weights: Tensor): Tensor =>
  input.graph.apply('Div', [weightedSum(input, weights), total(input.graph, weights)])

const MODES = {
  cls: ({ graph, hidden }) =>
    squeeze(graph, graph.apply('Slice', [hidden, graph.integers(0), graph.integers(1), graph.integers(1)])),
  /** Padding sinks by 1e9, far below any activation. */
  max: ({ graph, hidden, mask }) => {
    const sunk = graph.apply('Mul', [graph.apply('Sub', [mask, graph.scalar(1)]), graph.scalar(1e9)])
    const columns = graph.apply('Reshape', [sunk, graph.integers(0, -1, 1)])
    return graph.apply('ReduceMax', [graph.apply('Add', [hidden, columns]), graph.integers(1)], { keepdims: 0 })
  },
  mean: (input) => averaged(input, input.mask),
  mean_sqrt_len_tokens: (input) =>
    input.graph.apply('Div', [
      weightedSum(input, input.mask),
      input.graph.apply('Sqrt', [total(input.graph, input.mask)]),
    ]),
  weightedmean: (input) => averaged(input, input.graph.apply('Mul', [input.mask, input.ranks()])),
  /** relu(1 - (rank - length)^2) is 1 at the last token and 0 elsewhere, because ranks are whole numbers. */
  lasttoken: (input) => {
    const { graph } = input
    const distance = graph.apply('Sub', [input.ranks(), total(graph, input.attended)])
    const nearness = graph.apply('Sub', [graph.scalar(1), graph.apply('Mul', [distance, distance])])
    return weightedSum(input, graph.apply('Relu', [nearness]))
  },
} as const satisfies Record<string, (input: PoolingInput) => Tensor>

type PoolingMode = 'cls' | 'max' | 'mean' | 'mean_sqrt_len_tokens' | 'weightedmean' | 'lasttoken'

/** Keys of configs before sentence-transformers 5, in the order in which their results are concatenated. */
const OLD_KEYS: readonly (readonly [string, PoolingMode])[] = [
  ['pooling_mode_cls_token', 'cls'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_tokens', 'mean'],
  ['pooling_mode_mean_sqrt_len_tokens', 'mean_sqrt_len_tokens'],
  ['pooling_mode_weightedmean_tokens', 'weightedmean'],
  ['pooling_mode_lasttoken', 'lasttoken'],
]

/** Reads both generations of `1_Pooling/config.json`. @throws ENCODE_OPTION_UNKNOWN, ENCODE_CONFIG_INVALID */
export function readPooling({ file, values }: JsonFile): PoolingSpec {
  const named = values['pooling_mode']
  const modes =
    named === undefined || named === null
      ? OLD_KEYS.filter(([key]) => values[key] === true).map(([, mode]) => mode)
      : [named].flat().map((mode) => knownMode(mode, file))
  if (modes.length === 0)
    throw configValueInvalid({ file, key: 'pooling_mode', value: named, expected: 'at least one mode' })
  return { modes, includePrompt: values['include_prompt'] !== false }
}

function knownMode(mode: unknown, file: string): PoolingMode {
  if (typeof mode === 'string' && Object.hasOwn(MODES, mode)) return mode as PoolingMode
  throw optionUnknown({
    file,
    key: 'pooling_mode',
    value: typeof mode === 'string' ? mode : JSON.stringify(mode),
    known: Object.keys(MODES),
  })
}

/** @returns f32 `[batch, modes * hidden]` */
export function pool(input: PoolingInput, { modes }: PoolingSpec): Tensor {
  const parts = modes.map((mode) => MODES[mode](input))
  const [only] = parts
  return only && parts.length === 1 ? only : input.graph.apply('Concat', parts, { axis: -1 })
}
