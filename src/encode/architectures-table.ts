/** @file Kinds of transformer, by `model_type` of their config.json: how each becomes a graph. */
import type { Tensor } from '../tensor/tensor.ts'
import { buildBert } from './bert-graph.ts'
import type { JsonFile } from './model-folder.ts'
import type { Build, TokenInputs } from './transformer-blocks.ts'

export interface Architecture {
  /** What weights' names begin with in files that hold a head too. */
  readonly prefix: string
  /** Key of config.json with the most tokens that a text may have. */
  readonly positionsKey: string
  /** @returns f32 `[batch*tokens, hidden]` */
  readonly build: (build: Build, inputs: TokenInputs, options: { readonly config: JsonFile }) => Tensor
}

export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  bert: { prefix: 'bert.', positionsKey: 'max_position_embeddings', build: buildBert },
}
