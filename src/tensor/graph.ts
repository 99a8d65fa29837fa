/**
 * @file A computation as data: inputs, parameters, constants, nodes, outputs. Encoding, training, quantising and exporting are all functions of such
 * a graph. The builder checks and infers every shape as the graph grows, so that a wrong one is found where it is written.
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

/** A tensor whose numbers are known. */
export interface FilledTensor {
  readonly tensor: Tensor
  /** Little-endian, row-major. */
  readonly data: ArrayBufferView
}

export interface Graph {
  readonly inputs: readonly Tensor[]
  /** Learned values: training changes these numbers, and a file of weights stores them under these names. */
  readonly parameters: readonly FilledTensor[]
  /** What belongs to the computation itself: factors, axes, sizes, tables. */
  readonly constants: readonly FilledTensor[]
  /** In an order in which they can be computed. */
  readonly nodes: readonly Node[]
  /** What is computed, under the name by which the caller asks for it. */
  readonly outputs: readonly { readonly name: string; readonly tensor: Tensor }[]
}

interface StoredShape {
  readonly type: ElementType
  readonly dims: readonly number[]
}

export interface GraphBuilder {
  readonly input: (name: string, type: ElementType, dims: readonly Dim[]) => Tensor
  /** The same name gives the same tensor. */
  readonly parameter: (name: string, data: ArrayBufferView, shape: StoredShape) => Tensor
  /** The same name gives the same tensor. */
  readonly constant: (name: string, data: ArrayBufferView, shape: StoredShape) => Tensor
  /** A constant number, shape []. Equal numbers are one tensor. */
  readonly scalar: (value: number) => Tensor
  /** A constant list of sizes or axes: i64 `[sizes.length]`. Equal lists are one tensor. */
  readonly integers: (...sizes: readonly number[]) => Tensor
  /** One node; its first result. */
  readonly apply: (operation: OperationName, inputs: readonly (Tensor | undefined)[], attributes?: Attributes) => Tensor
  /** One node; its first `results` results. */
  readonly applyAll: (
    operation: OperationName,
    inputs: readonly (Tensor | undefined)[],
    options: { readonly results: number; readonly attributes?: Attributes },
  ) => readonly Tensor[]
  readonly output: (name: string, tensor: Tensor) => void
  readonly finish: () => Graph
}

export function createGraph(): GraphBuilder {
  const inputs: Tensor[] = []
  const parameters = new Map<string, FilledTensor>()
  const constants = new Map<string, FilledTensor>()
  const nodes: Node[] = []
  const outputs: { name: string; tensor: Tensor }[] = []
  const constant = storeIn(constants, { others: parameters })
  const applyAll: GraphBuilder['applyAll'] = (operation, given, { results, attributes = {} }) => {
    const node = inferNode(operation, given, { attributes, results, index: nodes.length })
    nodes.push(node)
    return node.outputs.slice(0, results)
  }
  return {
    input: (name, type, dims) => {
      const tensor: Tensor = { name, type, dims }
      inputs.push(tensor)
      return tensor
    },
    parameter: storeIn(parameters, { others: constants }),
    constant,
    scalar: (value) => constant(`scalar ${value}`, Float32Array.of(value), { type: 'f32', dims: [] }),
    integers: (...sizes) =>
      constant(`integers ${sizes.join(' ')}`, BigInt64Array.from(sizes, BigInt), { type: 'i64', dims: [sizes.length] }),
    apply: (operation, given, attributes = {}) => {
      const [result] = applyAll(operation, given, { results: 1, attributes })
      invariant(result !== undefined, `${operation} has a result`)
      return result
    },
    applyAll,
    output: (name, tensor) => {
      outputs.push({ name, tensor })
    },
    finish: () => ({
      inputs,
      parameters: [...parameters.values()],
      constants: [...constants.values()],
      nodes,
      outputs,
    }),
  }
}

const storeIn =
  (
    stored: Map<string, FilledTensor>,
    { others }: { readonly others: ReadonlyMap<string, FilledTensor> },
  ): GraphBuilder['constant'] =>
  (name, data, { type, dims }) => {
    invariant(!others.has(name), `"${name}" is either a parameter or a constant`)
    const known = stored.get(name)
    if (known) return known.tensor
    const sizes = data instanceof BigInt64Array && dims.length === 1 ? [...data].map(Number) : undefined
    const tensor: Tensor = { name, type, dims, sizes }
    stored.set(name, { tensor, data })
    return tensor
  }

function inferNode(
  operation: OperationName,
  inputs: readonly (Tensor | undefined)[],
  { attributes, results, index }: { readonly attributes: Attributes; readonly results: number; readonly index: number },
): Node {
  const row: Operation = OPERATIONS[operation]
  const [fewest, most] = row.inputs
  invariant(
    inputs.length >= fewest && inputs.length <= most,
    `${operation} takes ${fewest} to ${most} inputs, not ${inputs.length}`,
  )
  for (const name of Object.keys(attributes))
    invariant(row.attributes?.[name] !== undefined, `${operation} has an attribute "${name}"`)
  const inferred = row.infer(inputs, attributes)
  invariant(
    results >= 1 && results <= inferred.length,
    `${operation} gives 1 to ${inferred.length} results, not ${results}`,
  )
  const outputs = inferred
    .slice(0, Math.max(results, inferred.length - (row.optionalResults ?? 0)))
    .map(({ type, dims, sizes }, i) => ({ name: `${operation} ${index}.${i}`, type, dims, sizes }))
  return { operation, inputs, outputs, attributes }
}
