/**
 * @file A graph as the bytes of an ONNX model: the few messages of onnx.proto3 that a graph needs, written by hand.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the field numbers, https://protobuf.dev/programming-guides/encoding/ for the wire
 */
import { invariant } from '../base/errors.ts'
import type { Graph, Node, Weight } from './graph.ts'
import { type AttributeKind, type Attributes, type Operation, OPERATIONS } from './operations-table.ts'
import { type Dim, ELEMENT_TYPES, type ElementType, type Tensor } from './tensor.ts'

/** IR version 9 and opset 20 brought Gelu; ONNX Runtime reads them since 1.17. */
const IR_VERSION = 9
const OPSET = 20

/** Chunks of a message, so that the weights are copied once: into the finished file. */
interface Message {
  readonly chunks: Uint8Array[]
  length: number
}

const text = new TextEncoder()
const message = (): Message => ({ chunks: [], length: 0 })

function put(to: Message, bytes: Uint8Array): void {
  to.chunks.push(bytes)
  to.length += bytes.length
}

/** Base-128, low group first; negative numbers are written as 64-bit two's complement. */
function putVarint(to: Message, value: number): void {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  put(to, Uint8Array.from(bytes))
}

const WIRE_VARINT = 0
const WIRE_LENGTH = 2
const WIRE_32_BIT = 5
const putTag = (to: Message, field: number, wire: number): void => putVarint(to, (field << 3) | wire)

const putInteger = (to: Message, field: number, value: number): void => {
  putTag(to, field, WIRE_VARINT)
  putVarint(to, value)
}

const putFloat = (to: Message, field: number, value: number): void => {
  putTag(to, field, WIRE_32_BIT)
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  put(to, bytes)
}

const putBytes = (to: Message, field: number, bytes: Uint8Array): void => {
  putTag(to, field, WIRE_LENGTH)
  putVarint(to, bytes.length)
  put(to, bytes)
}

const putText = (to: Message, field: number, value: string): void => putBytes(to, field, text.encode(value))

const putMessage = (to: Message, field: number, inner: Message): void => {
  putTag(to, field, WIRE_LENGTH)
  putVarint(to, inner.length)
  for (const chunk of inner.chunks) put(to, chunk)
}

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
function encodeWeight({ tensor, data }: Weight): Message {
  const result = message()
  for (const dim of tensor.dims) putInteger(result, 1, Number(dim))
  putInteger(result, 2, ELEMENT_TYPES[tensor.type])
  putText(result, 8, tensor.name)
  putBytes(result, 9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
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

/** The graph with its outputs under their own names: the node that makes one is told to call it so. */
function renameOutputs({ nodes, outputs }: Graph): Node[] {
  const names = new Map(outputs.map(({ name, tensor }) => [tensor.name, name]))
  const renamed = (tensor: Tensor): Tensor => ({ ...tensor, name: names.get(tensor.name) ?? tensor.name })
  return nodes.map(({ operation, inputs, outputs: results, attributes }) => ({
    operation,
    inputs: inputs.map((input) => input && renamed(input)),
    outputs: results.map(renamed),
    attributes,
  }))
}

/** GraphProto: node 1, name 2, initializer 5, input 11, output 12. */
function encodeGraph(graph: Graph): Message {
  const result = message()
  for (const node of renameOutputs(graph)) putMessage(result, 1, encodeNode(node))
  putText(result, 2, 'attune')
  for (const weight of graph.weights) putMessage(result, 5, encodeWeight(weight))
  for (const input of graph.inputs) putMessage(result, 11, encodeValue(input))
  for (const { name, tensor } of graph.outputs) putMessage(result, 12, encodeValue({ ...tensor, name }))
  return result
}

/** @returns the file, equal for equal graphs; under 2 GB, as protobuf wants */
export function encodeOnnx(graph: Graph): Uint8Array {
  const result = message()
  putInteger(result, 1, IR_VERSION)
  putText(result, 2, 'attune')
  putMessage(result, 7, encodeGraph(graph))
  for (const [domain, version] of [['', OPSET] as const, ['com.microsoft', 1] as const]) {
    const opset = message()
    putText(opset, 1, domain)
    putInteger(opset, 2, version)
    putMessage(result, 8, opset)
  }
  const bytes = new Uint8Array(result.length)
  let offset = 0
  for (const chunk of result.chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
