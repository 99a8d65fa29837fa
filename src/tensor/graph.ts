/**
 * @file A computation as data: inputs, weights, nodes, outputs. Encoding, training, quantising and exporting are all functions of such a graph.
 * The builder checks and infers every shape as the graph grows, so that a wrong one is found where it is written.
 */
import { invariant } from '../base/errors.ts'
import { type Attributes, type Operation, OPERATIONS, type OperationName } from './operations-table.ts'
import type { Dim, ElementType, Tensor } from './tensor.ts'

export interface Node {
  readonly operation: OperationName
  /** An input that was left out is undefined. */
  readonly inputs: readonly (Tensor | undefined)[]
  readonly outputs: readonly Tensor[]
  readonly attributes: Attributes
}

/** A tensor whose numbers are part of the graph. */
export interface Weight {
  readonly tensor: Tensor
  /** Little-endian, row-major. */
  readonly data: ArrayBufferView
}

export interface Graph {
  readonly inputs: readonly Tensor[]
  readonly weights: readonly Weight[]
  /** In an order in which they can be computed. */
  readonly nodes: readonly Node[]
  /** What is computed, under the name by which the caller asks for it. */
  readonly outputs: readonly { readonly name: string; readonly tensor: Tensor }[]
}

export interface GraphBuilder {
  readonly input: (name: string, type: ElementType, dims: readonly Dim[]) => Tensor
  readonly weight: (
    name: string,
    data: ArrayBufferView,
    shape: { readonly type: ElementType; readonly dims: readonly number[] },
  ) => Tensor
  /** A single number, shape []. Equal numbers are one tensor. */
  readonly scalar: (value: number) => Tensor
  /** A list of sizes or axes: i64 `[sizes.length]`. Equal lists are one tensor. */
  readonly integers: (...sizes: readonly number[]) => Tensor
  /** One node with one result. */
  readonly apply: (operation: OperationName, inputs: readonly (Tensor | undefined)[], attributes?: Attributes) => Tensor
  readonly output: (name: string, tensor: Tensor) => void
  readonly finish: () => Graph
}

export function createGraph(): GraphBuilder {
  const inputs: Tensor[] = []
  const weights = new Map<string, Weight>()
  const nodes: Node[] = []
  const outputs: { name: string; tensor: Tensor }[] = []

  const weight: GraphBuilder['weight'] = (name, data, { type, dims }) => {
    const known = weights.get(name)
    if (known) return known.tensor
    const sizes = data instanceof BigInt64Array && dims.length === 1 ? [...data].map(Number) : undefined
    const tensor: Tensor = { name, type, dims, sizes }
    weights.set(name, { tensor, data })
    return tensor
  }

  return {
    input: (name, type, dims) => {
      const tensor: Tensor = { name, type, dims }
      inputs.push(tensor)
      return tensor
    },
    weight,
    scalar: (value) => weight(`scalar ${value}`, Float32Array.of(value), { type: 'f32', dims: [] }),
    integers: (...sizes) =>
      weight(`integers ${sizes.join(' ')}`, BigInt64Array.from(sizes, BigInt), { type: 'i64', dims: [sizes.length] }),
    apply: (operation, given, attributes = {}) => {
      const node = inferNode(operation, given, { attributes, index: nodes.length })
      nodes.push(node)
      const [result] = node.outputs
      invariant(result !== undefined, `${operation} has a result`)
      return result
    },
    output: (name, tensor) => {
      outputs.push({ name, tensor })
    },
    finish: () => ({ inputs, weights: [...weights.values()], nodes, outputs }),
  }
}

function inferNode(
  operation: OperationName,
  inputs: readonly (Tensor | undefined)[],
  { attributes, index }: { readonly attributes: Attributes; readonly index: number },
): Node {
  const row: Operation = OPERATIONS[operation]
  const [fewest, most] = row.inputs
  invariant(
    inputs.length >= fewest && inputs.length <= most,
    `${operation} takes ${fewest} to ${most} inputs, not ${inputs.length}`,
  )
  for (const name of Object.keys(attributes))
    invariant(row.attributes?.[name] !== undefined, `${operation} has an attribute "${name}"`)
  const outputs = row
    .infer(inputs, attributes)
    .map(({ type, dims, sizes }, i) => ({ name: `${operation} ${index}.${i}`, type, dims, sizes }))
  return { operation, inputs, outputs, attributes }
}
