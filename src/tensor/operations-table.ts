/**
 * @file The operations of a graph: one row per operation with its inputs, its attributes and the shape of its results. Names and meanings are those
 * of ONNX (https://onnx.ai/onnx/operators/, opset 20) and, where `domain` says so, of ONNX Runtime's contrib operators.
 */
import { invariant } from '../base/errors.ts'
import { axisOf, broadcast, productOf, quotientOf } from './dims.ts'
import type { Dim, ElementType, Tensor } from './tensor.ts'

/** Whole number, real number, several whole numbers, a word, or an element type. */
export type AttributeKind = 'int' | 'float' | 'ints' | 'string' | 'type'
export type Attributes = Readonly<Record<string, number | string | readonly number[]>>
/** Type and shape of one result. */
type Result = Omit<Tensor, 'name'>

export interface Operation {
  readonly domain?: 'com.microsoft'
  /** Fewest and most inputs. */
  readonly inputs: readonly [number, number]
  readonly attributes?: Readonly<Record<string, AttributeKind>>
  /** How many of the last results are computed only on request. Default 0. */
  readonly optionalResults?: number
  /** `inputs` are at least the fewest; one that was left out is undefined. Every result that the operation can give. */
  readonly infer: (inputs: readonly (Tensor | undefined)[], attributes: Attributes) => Result[]
}

/** A required input. */
function need(inputs: readonly (Tensor | undefined)[], index: number): Tensor {
  const tensor = inputs[index]
  invariant(tensor !== undefined, `input ${index} is given`)
  return tensor
}

function sizesOf(inputs: readonly (Tensor | undefined)[], index: number): readonly Dim[] {
  const { sizes, name } = need(inputs, index)
  invariant(sizes !== undefined, `the sizes in ${name} are known when the graph is built`)
  return sizes
}

const integer = (attributes: Attributes, name: string, missing: number): number => {
  const value = attributes[name] ?? missing
  invariant(typeof value === 'number', `attribute ${name} is a number`)
  return value
}

const integers = (attributes: Attributes, name: string): readonly number[] => {
  const value = attributes[name]
  invariant(Array.isArray(value), `attribute ${name} is a list`)
  return value
}

const at = (dims: readonly Dim[], axis: number): Dim => {
  const dim = dims.at(axis)
  invariant(dim !== undefined, `[${dims.join(', ')}] has axis ${axis}`)
  return dim
}

const unary: Operation = {
  inputs: [1, 1],
  infer: (inputs) => [{ type: need(inputs, 0).type, dims: need(inputs, 0).dims }],
}

const binary: Operation = {
  inputs: [2, 2],
  infer: (inputs) => [{ type: need(inputs, 0).type, dims: broadcast(need(inputs, 0).dims, need(inputs, 1).dims) }],
}

/** Axes come as the second input, as in opset 18. */
const reduction: Operation = {
  inputs: [2, 2],
  attributes: { keepdims: 'int' },
  infer: (inputs, attributes) => {
    const { type, dims } = need(inputs, 0)
    const axes = new Set(sizesOf(inputs, 1).map((axis) => axisOf(Number(axis), dims.length)))
    const kept = integer(attributes, 'keepdims', 1) === 1
    return [{ type, dims: dims.flatMap((dim, axis) => (axes.has(axis) ? (kept ? [1] : []) : [dim])) }]
  },
}

function matrixProduct(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  invariant(at(a, -1) === at(b, -2), `[${a.join(', ')}] and [${b.join(', ')}] have an inner size in common`)
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), at(a, -2), at(b, -1)]
}

const swapped = (dims: readonly Dim[], isTransposed: boolean): readonly Dim[] =>
  isTransposed ? [...dims.slice(0, -2), at(dims, -1), at(dims, -2)] : dims

const product =
  (first: string, second: string) => (inputs: readonly (Tensor | undefined)[], attributes: Attributes) => {
    const a = swapped(need(inputs, 0).dims, integer(attributes, first, 0) === 1)
    const b = swapped(need(inputs, 1).dims, integer(attributes, second, 0) === 1)
    return [{ type: need(inputs, 0).type, dims: matrixProduct(a, b) }]
  }

/** Reshape's conventions: 0 copies the size at its place, -1 is what remains. */
function reshaped(from: readonly Dim[], sizes: readonly Dim[]): Dim[] {
  const dims = sizes.map((size, axis) => (size === 0 ? at(from, axis) : size))
  const known = dims.filter((dim) => dim !== -1)
  const rest = known.length === dims.length ? undefined : quotientOf(from, known)
  invariant(
    rest !== undefined || productOf(from) === productOf(dims),
    `[${from.join(', ')}] reshapes to [${dims.join(', ')}]`,
  )
  return dims.map((dim) => (dim === -1 ? (rest ?? dim) : dim))
}

/** One axis, step 1, from a number to a number or a name. */
function sliced(from: Tensor, [start = 0, end = 0, axis = 0]: readonly Dim[]): Result {
  const place = axisOf(Number(axis), from.dims.length)
  invariant(typeof start === 'number' && start >= 0, 'a slice starts at a number')
  invariant(typeof end === 'number' || start === 0, 'a slice that ends at a name starts at 0')
  const length = typeof end === 'number' ? end - start : end
  return {
    type: from.type,
    dims: from.dims.map((dim, index) => (index === place ? length : dim)),
    sizes: typeof end === 'number' ? from.sizes?.slice(start, end) : undefined,
  }
}

/** The result, and what was computed on the way: mean and inverse deviation over the axes from `axis` on. */
const layerNormalization: Operation['infer'] = (inputs, attributes) => {
  const { type, dims } = need(inputs, 0)
  const axis = axisOf(integer(attributes, 'axis', -1), dims.length)
  const reduced: Result = { type, dims: dims.map((dim, index) => (index < axis ? dim : 1)) }
  return [{ type, dims }, reduced, reduced]
}

/** Equal parts of an axis whose size is a number. */
const split: Operation['infer'] = (inputs, attributes) => {
  const { type, dims } = need(inputs, 0)
  const count = integer(attributes, 'num_outputs', 1)
  const axis = axisOf(integer(attributes, 'axis', 0), dims.length)
  const size = at(dims, axis)
  invariant(typeof size === 'number' && size % count === 0, `${size} splits into ${count} equal parts`)
  const part: Result = { type, dims: dims.map((dim, index) => (index === axis ? size / count : dim)) }
  return Array.from({ length: count }, () => part)
}

export type OperationName =
  | 'Identity'
  | 'Add'
  | 'Sub'
  | 'Mul'
  | 'Div'
  | 'Max'
  | 'Sqrt'
  | 'Tanh'
  | 'Relu'
  | 'Sigmoid'
  | 'Gelu'
  | 'Softmax'
  | 'LayerNormalization'
  | 'LpNormalization'
  | 'MatMul'
  | 'Gemm'
  | 'FusedMatMul'
  | 'Transpose'
  | 'Reshape'
  | 'Shape'
  | 'Concat'
  | 'Split'
  | 'Slice'
  | 'Gather'
  | 'ReduceSum'
  | 'ReduceMean'
  | 'ReduceMax'
  | 'Cast'

export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  Identity: {
    ...unary,
    infer: (inputs) => [{ type: need(inputs, 0).type, dims: need(inputs, 0).dims, sizes: need(inputs, 0).sizes }],
  },
  Add: binary,
  Sub: binary,
  /** Sizes multiply too: how a graph says "batch * tokens". */
  Mul: {
    ...binary,
    infer: (inputs) => [
      {
        type: need(inputs, 0).type,
        dims: broadcast(need(inputs, 0).dims, need(inputs, 1).dims),
        sizes: productOfSizes(inputs),
      },
    ],
  },
  Div: binary,
  Max: binary,
  Sqrt: unary,
  Tanh: unary,
  Relu: unary,
  Sigmoid: unary,
  /** By the error function, or by tanh where `approximate` is 'tanh'. */
  Gelu: { ...unary, attributes: { approximate: 'string' } },
  Softmax: { ...unary, attributes: { axis: 'int' } },
  LayerNormalization: {
    inputs: [2, 3],
    attributes: { axis: 'int', epsilon: 'float' },
    optionalResults: 2,
    infer: layerNormalization,
  },
  LpNormalization: { ...unary, attributes: { axis: 'int', p: 'int' } },
  MatMul: { inputs: [2, 2], infer: product('', '') },
  /** alpha * A' * B' + C, two-dimensional; a prime is an optional transposition. */
  Gemm: {
    inputs: [2, 3],
    attributes: { alpha: 'float', transA: 'int', transB: 'int' },
    infer: product('transA', 'transB'),
  },
  /** MatMul with transpositions of the last two axes and a factor. */
  FusedMatMul: {
    domain: 'com.microsoft',
    inputs: [2, 2],
    attributes: { alpha: 'float', transA: 'int', transB: 'int' },
    infer: product('transA', 'transB'),
  },
  Transpose: {
    inputs: [1, 1],
    attributes: { perm: 'ints' },
    infer: (inputs, attributes) => {
      const { type, dims } = need(inputs, 0)
      return [{ type, dims: integers(attributes, 'perm').map((axis) => at(dims, axis)) }]
    },
  },
  Reshape: {
    inputs: [2, 2],
    infer: (inputs) => [{ type: need(inputs, 0).type, dims: reshaped(need(inputs, 0).dims, sizesOf(inputs, 1)) }],
  },
  Shape: {
    inputs: [1, 1],
    infer: (inputs) => [{ type: 'i64', dims: [need(inputs, 0).dims.length], sizes: need(inputs, 0).dims }],
  },
  Concat: {
    inputs: [1, Infinity],
    attributes: { axis: 'int' },
    infer: (inputs, attributes) => {
      const parts = inputs.map((_, index) => need(inputs, index))
      const { type, dims } = need(inputs, 0)
      const axis = axisOf(integer(attributes, 'axis', 0), dims.length)
      const total = parts
        .map((part) => at(part.dims, axis))
        .reduce((sum, dim) => {
          invariant(typeof sum === 'number' && typeof dim === 'number', 'what is concatenated has numbers as sizes')
          return sum + dim
        })
      const sizes = parts.every((part) => part.sizes !== undefined)
        ? parts.flatMap((part) => part.sizes ?? [])
        : undefined
      return [{ type, dims: dims.map((dim, index) => (index === axis ? total : dim)), sizes }]
    },
  },
  /** The reverse of Concat; as many results as `num_outputs` says. */
  Split: { inputs: [1, 1], attributes: { axis: 'int', num_outputs: 'int' }, infer: split },
  Slice: {
    inputs: [4, 4],
    infer: (inputs) => [
      sliced(
        need(inputs, 0),
        [1, 2, 3].map((index) => at(sizesOf(inputs, index), 0)),
      ),
    ],
  },
  /** Rows of the first input along `axis`. */
  Gather: {
    inputs: [2, 2],
    attributes: { axis: 'int' },
    infer: (inputs, attributes) => {
      const { type, dims } = need(inputs, 0)
      const axis = axisOf(integer(attributes, 'axis', 0), dims.length)
      return [{ type, dims: [...dims.slice(0, axis), ...need(inputs, 1).dims, ...dims.slice(axis + 1)] }]
    },
  },
  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,
  Cast: {
    inputs: [1, 1],
    attributes: { to: 'type' },
    infer: (inputs, attributes) => [{ type: attributes['to'] as ElementType, dims: need(inputs, 0).dims }],
  },
}

function productOfSizes(inputs: readonly (Tensor | undefined)[]): readonly Dim[] | undefined {
  const [a, b] = inputs.map((input) => input?.sizes)
  return a && b ? a.map((size, index) => productOf([size, b[index] ?? at(b, 0)])) : undefined
}
