/**
 * @file BERT as a graph.
 * @see Devlin et al., NAACL 2019, https://aclanthology.org/N19-1423, section 3; sizes and names of weights as in the transformers library
 */
import type { Tensor } from '../tensor/tensor.ts'
import { hiddenActivation } from './activations.ts'
import { type JsonFile, optionalNumber, positiveInteger, stringOr } from './model-folder.ts'
import {
  attend,
  attentionBias,
  type Build,
  layerNorm,
  linear,
  parameter,
  type TokenInputs,
} from './transformer-blocks.ts'

interface BertSizes {
  readonly vocabSize: number
  readonly positions: number
  readonly tokenTypes: number
  readonly hidden: number
  readonly heads: number
  readonly layers: number
  readonly inner: number
  readonly epsilon: number
}

const readSizes = (config: JsonFile): BertSizes => ({
  vocabSize: positiveInteger(config, 'vocab_size'),
  positions: positiveInteger(config, 'max_position_embeddings'),
  tokenTypes: positiveInteger(config, 'type_vocab_size'),
  hidden: positiveInteger(config, 'hidden_size'),
  heads: positiveInteger(config, 'num_attention_heads'),
  layers: positiveInteger(config, 'num_hidden_layers'),
  inner: positiveInteger(config, 'intermediate_size'),
  // The transformers library's default.
  epsilon: optionalNumber(config, 'layer_norm_eps') ?? 1e-12,
})

/** @returns the last layer's vectors, f32 `[batch*tokens, hidden]` */
export function buildBert(build: Build, inputs: TokenInputs, { config }: { readonly config: JsonFile }): Tensor {
  const sizes = readSizes(config)
  const activate = hiddenActivation(stringOr(config, 'hidden_act', { missing: 'gelu' }), config)
  const bias = attentionBias(build.graph, inputs)
  let x = embed(build, inputs, sizes)
  for (let layer = 0; layer < sizes.layers; layer++) {
    const name = `encoder.layer.${layer}`
    x = selfAttention(build, x, { name: `${name}.attention`, sizes, inputs, bias })
    const inner = linear(build, x, { name: `${name}.intermediate.dense`, from: sizes.hidden, to: sizes.inner })
    x = addAndNorm(build, x, {
      name: `${name}.output`,
      update: linear(build, activate(build.graph, inner), {
        name: `${name}.output.dense`,
        from: sizes.inner,
        to: sizes.hidden,
      }),
      sizes,
    })
  }
  return x
}

/** Token + position + type 0, normalised: a text is one segment. */
function embed(build: Build, { ids, tokens }: TokenInputs, sizes: BertSizes): Tensor {
  const { graph } = build
  const table = (name: string, rows: number): Tensor =>
    parameter(build, `embeddings.${name}.weight`, [rows, sizes.hidden])
  const head = (rows: Tensor, end: Tensor): Tensor =>
    graph.apply('Slice', [rows, graph.integers(0), end, graph.integers(0)])
  const words = graph.apply('Gather', [table('word_embeddings', sizes.vocabSize), ids])
  const positions = head(table('position_embeddings', sizes.positions), tokens)
  const type = head(table('token_type_embeddings', sizes.tokenTypes), graph.integers(1))
  const sum = graph.apply('Add', [words, graph.apply('Add', [positions, type])])
  const flat = graph.apply('Reshape', [sum, graph.integers(-1, sizes.hidden)])
  return layerNorm(build, flat, { name: 'embeddings.LayerNorm', size: sizes.hidden, epsilon: sizes.epsilon })
}

interface SelfAttention {
  readonly name: string
  readonly sizes: BertSizes
  readonly inputs: TokenInputs
  readonly bias: Tensor
}

function selfAttention(build: Build, x: Tensor, { name, sizes, inputs, bias }: SelfAttention): Tensor {
  const { hidden, heads } = sizes
  const project = (part: string): Tensor => linear(build, x, { name: `${name}.${part}`, from: hidden, to: hidden })
  const qkv = [project('self.query'), project('self.key'), project('self.value')] as const
  const mixed = attend(build, qkv, { inputs, bias, heads, size: hidden / heads })
  const update = linear(build, mixed, { name: `${name}.output.dense`, from: hidden, to: hidden })
  return addAndNorm(build, x, { name: `${name}.output`, update, sizes })
}

function addAndNorm(
  build: Build,
  x: Tensor,
  { name, update, sizes }: { readonly name: string; readonly update: Tensor; readonly sizes: BertSizes },
): Tensor {
  const sum = build.graph.apply('Add', [update, x])
  return layerNorm(build, sum, { name: `${name}.LayerNorm`, size: sizes.hidden, epsilon: sizes.epsilon })
}
