/** @file The functions between layers, by the names that configs use for them. */
import type { GraphBuilder } from '../tensor/graph.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { optionUnknown } from './errors.ts'

type Activation = (graph: GraphBuilder, x: Tensor) => Tensor

const gelu: Activation = (graph, x) => graph.apply('Gelu', [x])
const tanhGelu: Activation = (graph, x) => graph.apply('Gelu', [x], { approximate: 'tanh' })
const identity: Activation = (_, x) => x
const relu: Activation = (graph, x) => graph.apply('Relu', [x])
const sigmoid: Activation = (graph, x) => graph.apply('Sigmoid', [x])
const silu: Activation = (graph, x) => graph.apply('Mul', [x, graph.apply('Sigmoid', [x])])
const tanh: Activation = (graph, x) => graph.apply('Tanh', [x])

/** `hidden_act` of a transformer's config.json. */
const HIDDEN: Readonly<Record<string, Activation>> = {
  gelu,
  gelu_new: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  relu,
  silu,
  swish: silu,
  tanh,
}

/** Class names of PyTorch, as a Dense module's config.json has them behind `torch.nn.modules...`. */
const TORCH: Readonly<Record<string, Activation>> = {
  GELU: gelu,
  Identity: identity,
  ReLU: relu,
  SiLU: silu,
  Sigmoid: sigmoid,
  Tanh: tanh,
}

/** @throws ENCODE_OPTION_UNKNOWN */
export function hiddenActivation(value: string, { file }: { readonly file: string }): Activation {
  return known(HIDDEN, value, { file, key: 'hidden_act' })
}

/** @param value such as `torch.nn.modules.activation.Tanh`. @throws ENCODE_OPTION_UNKNOWN */
export function torchActivation(value: string, { file }: { readonly file: string }): Activation {
  return known(TORCH, value.split('.').at(-1) ?? '', { file, key: 'activation_function' })
}

function known(
  table: Readonly<Record<string, Activation>>,
  value: string,
  { file, key }: { readonly file: string; readonly key: string },
): Activation {
  const activation = Object.hasOwn(table, value) ? table[value] : undefined
  if (!activation) throw optionUnknown({ file, key, value, known: Object.keys(table) })
  return activation
}
