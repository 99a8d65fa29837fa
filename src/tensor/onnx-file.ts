/**
 * @file A graph as the bytes of an ONNX model: the few messages of onnx.proto3 that a graph needs, written by hand.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the field numbers
 */
import { invariant } from '../base/errors.ts'
import type { Graph, Node, FilledTensor } from './graph.ts'
import { type AttributeKind, type Attributes, type Operation, OPERATIONS } from './operations-table.ts'
import { joinMessage, type Message, message, putBytes, putFloat, putInteger, putMessage, putText } from './protobuf.ts'
import { type Dim, ELEMENT_TYPES, type ElementType, type Tensor } from './tensor.ts'

/** IR version 9 and opset 20 brought Gelu; ONNX Runtime reads them since 1.17. */
const IR_VERSION = 9
const OPSET = 20

export interface OnnxOptions {
  /** Whether the model holds its parameters' numbers, or takes them as inputs of every run, as training does. Default 'numbers'. */
  readonly parametersAs?: 'numbers' | 'inputs' | undefined
  /** Numbers that are stored in a file next to the model. Default: all are in the model. */
  readonly external?: ExternalNumbers | undefined
}

export interface ExternalNumbers {
  /** Name of the file, in the model's folder. */
  readonly location: string
  /** Where the numbers begin, in bytes, for each tensor that lies there. */
  readonly offsets: ReadonlyMap<FilledTensor, number>
}

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9, external_data 13, data_location 14 (1: external). */
function encodeStored(stored: FilledTensor, external: ExternalNumbers | undefined): Message {
  const { tensor, data } = stored
  const result = message()
  for (const dim of tensor.dims) putInteger(result, 1, Number(dim))
  putInteger(result, 2, ELEMENT_TYPES[tensor.type])
  putText(result, 8, tensor.name)
  const offset = external?.offsets.get(stored)
  if (external === undefined || offset === undefined) {
    putBytes(result, 9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    return result
  }
  for (const [key, value] of Object.entries({ location: external.location, offset, length: data.byteLength }))
    putMessage(result, 13, encodeEntry(key, String(value)))
  putInteger(result, 14, 1)
  return result
}

/** StringStringEntryProto: key 1, value 2. */
function encodeEntry(key: string, value: string): Message {
  const result = message()
  putText(result, 1, key)
  putText(result, 2, value)
  return result
}

/** How each kind of attribute is written: its number in AttributeProto.AttributeType, and its field (f 2, i 3, s 4, ints 8). */
const ATTRIBUTES: Record<AttributeKind, { type: number; put: (to: Message, value: Attributes[string]) => void }> = {
  float: { type: 1, put: (to, value) => putFloat(to, 2, Number(value)) },
  int: { type: 2, put: (to, value) => putInteger(to, 3, Number(value)) },
  type: { type: 2, put: (to, value) => putInteger(to, 3, ELEMENT_TYPES[value as ElementType]) },
  string: { type: 3, put: (to, value) => putText(to, 4, String(value)) },
  ints: {
    type: 7,
    put: (to, value) => {
      for (const item of value as readonly number[]) putInteger(to, 8, item)
    },
  },
}

/** AttributeProto: name 1, type 20. */
function encodeAttribute(name: string, value: Attributes[string], kind: AttributeKind): Message {
  const result = message()
  putText(result, 1, name)
  ATTRIBUTES[kind].put(result, value)
  putInteger(result, 20, ATTRIBUTES[kind].type)
  return result
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5, domain 7. A missing input is an empty name. */
function encodeNode({ operation, inputs, outputs, attributes }: Node): Message {
  const row: Operation = OPERATIONS[operation]
  const result = message()
  for (const input of inputs) putText(result, 1, input?.name ?? '')
  for (const output of outputs) putText(result, 2, output.name)
  putText(result, 3, outputs[0]?.name ?? operation)
  putText(result, 4, operation)
  for (const [name, value] of Object.entries(attributes)) {
    const kind = row.attributes?.[name]
    invariant(kind !== undefined, `${operation} has an attribute "${name}"`)
    putMessage(result, 5, encodeAttribute(name, value, kind))
  }
  if (row.domain) putText(result, 7, row.domain)
  return result
}

/** Dimension: dim_value 1, dim_param 2. */
function encodeDim(dim: Dim): Message {
  const result = message()
  if (typeof dim === 'number') putInteger(result, 1, dim)
  else putText(result, 2, dim)
  return result
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 } } }. */
function encodeValue({ name, type, dims }: Tensor): Message {
  const shape = message()
  for (const dim of dims) putMessage(shape, 1, encodeDim(dim))
  const tensorType = message()
  putInteger(tensorType, 1, ELEMENT_TYPES[type])
  putMessage(tensorType, 2, shape)
  const anyType = message()
  putMessage(anyType, 1, tensorType)
  const result = message()
  putText(result, 1, name)
  putMessage(result, 2, anyType)
  return result
}

/**
 * The nodes with the graph's outputs under their own names: the node that makes one is told to call it so. What no node makes, or what is wanted
 * under a second name, is copied.
 */
function nameOutputs({ nodes, outputs }: Graph): Node[] {
  const made = new Set(nodes.flatMap((node) => node.outputs.map(({ name }) => name)))
  const names = new Map<string, string>()
  const copies: Node[] = []
  for (const { name, tensor } of outputs) {
    if (made.has(tensor.name) && !names.has(tensor.name)) names.set(tensor.name, name)
    else copies.push({ operation: 'Identity', inputs: [tensor], outputs: [{ ...tensor, name }], attributes: {} })
  }
  const renamed = (tensor: Tensor): Tensor => ({ ...tensor, name: names.get(tensor.name) ?? tensor.name })
  return [...nodes.map((node) => ({ ...node, outputs: node.outputs.map(renamed) })), ...copies].map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => input && renamed(input)),
  }))
}

/** GraphProto: node 1, name 2, initializer 5, input 11, output 12. */
function encodeGraph(graph: Graph, { parametersAs = 'numbers', external }: OnnxOptions): Message {
  const areInputs = parametersAs === 'inputs'
  const result = message()
  for (const node of nameOutputs(graph)) putMessage(result, 1, encodeNode(node))
  putText(result, 2, 'attune')
  for (const stored of storedNumbers(graph, { parametersAs })) putMessage(result, 5, encodeStored(stored, external))
  for (const input of graph.inputs) putMessage(result, 11, encodeValue(input))
  for (const { tensor } of areInputs ? graph.parameters : []) putMessage(result, 11, encodeValue(tensor))
  for (const { name, tensor } of graph.outputs) putMessage(result, 12, encodeValue({ ...tensor, name }))
  return result
}

/** Tensors whose numbers the model holds, or the file beside it. */
export const storedNumbers = (
  { parameters, constants }: Graph,
  { parametersAs }: Pick<OnnxOptions, 'parametersAs'>,
): readonly FilledTensor[] => (parametersAs === 'inputs' ? constants : [...parameters, ...constants])

/** @returns the model, equal for equal graphs; numbers of 2 GB and more must be external, as protobuf wants */
export function encodeOnnx(graph: Graph, options: OnnxOptions = {}): Uint8Array {
  const result = message()
  putInteger(result, 1, IR_VERSION)
  putText(result, 2, 'attune')
  putMessage(result, 7, encodeGraph(graph, options))
  for (const [domain, version] of [['', OPSET] as const, ['com.microsoft', 1] as const]) {
    const opset = message()
    putText(opset, 1, domain)
    putInteger(opset, 2, version)
    putMessage(result, 8, opset)
  }
  return joinMessage(result)
}
