/** @file Every row of the table against ONNX Runtime: what a row says of its result's shape is what comes out. */
import { expect, test } from 'vitest'
import { createGraph, type GraphBuilder } from './graph.ts'
import { OPERATIONS, type OperationName } from './operations-table.ts'
import { openSession } from './session.ts'
import type { Dim, Tensor } from './tensor.ts'

/** What `batch` and `tokens` stand for when the graphs run. */
const SIZES: Readonly<Record<string, number>> = { batch: 2, tokens: 3 }

/** `x` is f32 ['batch', 'tokens', 4] holding 0.1, 0.2, ...; `flat` is the same as ['batch*tokens', 4]. */
type Example = (graph: GraphBuilder, x: Tensor, flat: Tensor) => Tensor

const square: Example = (graph, x) => graph.apply('FusedMatMul', [x, x], { transB: 1, alpha: 0.5 })
const row = (graph: GraphBuilder): Tensor =>
  graph.constant('row', Float32Array.of(1, 2, 3, 4), { type: 'f32', dims: [4] })
const matrix = (graph: GraphBuilder): Tensor =>
  graph.constant(
    'matrix',
    Float32Array.from({ length: 8 }, (_, i) => i),
    { type: 'f32', dims: [2, 4] },
  )
const both =
  (name: OperationName): Example =>
  (graph, x) =>
    graph.apply(name, [x, row(graph)])
const alone =
  (name: OperationName): Example =>
  (graph, x) =>
    graph.apply(name, [x])
const reduced =
  (name: OperationName): Example =>
  (graph, x) =>
    graph.apply(name, [x, graph.integers(1)], { keepdims: 0 })

const EXAMPLES: Readonly<Record<OperationName, Example>> = {
  Identity: alone('Identity'),
  Add: both('Add'),
  Sub: both('Sub'),
  Mul: both('Mul'),
  Div: both('Div'),
  Max: both('Max'),
  Sqrt: alone('Sqrt'),
  Tanh: alone('Tanh'),
  Relu: alone('Relu'),
  Sigmoid: alone('Sigmoid'),
  Gelu: (graph, x) => graph.apply('Gelu', [x], { approximate: 'tanh' }),
  Softmax: (graph, x) => graph.apply('Softmax', [x], { axis: -1 }),
  LayerNormalization: (graph, x) =>
    graph.apply('LayerNormalization', [x, row(graph), row(graph)], { axis: -1, epsilon: 1e-5 }),
  LpNormalization: (graph, x) => graph.apply('LpNormalization', [x], { axis: -1, p: 2 }),
  MatMul: (graph, x) => graph.apply('MatMul', [graph.apply('Transpose', [x], { perm: [0, 2, 1] }), x]),
  Gemm: (graph, _, flat) => graph.apply('Gemm', [flat, matrix(graph)], { transB: 1, alpha: 2 }),
  FusedMatMul: square,
  Transpose: (graph, x) => graph.apply('Transpose', [x], { perm: [2, 0, 1] }),
  Reshape: (graph, x) => graph.apply('Reshape', [x, graph.integers(0, -1, 2)]),
  Shape: (graph, x) => graph.apply('Shape', [x]),
  Concat: (graph, x) => graph.apply('Concat', [x, x], { axis: -1 }),
  Split: (graph, x) => graph.apply('Split', [x], { axis: -1, num_outputs: 2 }),
  Slice: (graph, x) => graph.apply('Slice', [x, graph.integers(1), graph.integers(3), graph.integers(2)]),
  Gather: (graph) => graph.apply('Gather', [matrix(graph), graph.integers(1, 0, 1)], { axis: 0 }),
  ReduceSum: (graph, x) => graph.apply('ReduceSum', [x, graph.integers(1, -1)], { keepdims: 1 }),
  ReduceMean: reduced('ReduceMean'),
  ReduceMax: reduced('ReduceMax'),
  Cast: (graph, x) => graph.apply('Cast', [x], { to: 'i64' }),
}

const sizeOf = (dim: Dim): number =>
  typeof dim === 'number' ? dim : dim.split('*').reduce((size, name) => size * (SIZES[name] ?? Number(name)), 1)

test.each(Object.keys(OPERATIONS) as OperationName[])(
  '%s has the type and the shape that the table infers',
  async (name) => {
    const graph = createGraph()
    const x = graph.input('x', 'f32', ['batch', 'tokens', 4])
    const flat = graph.apply('Reshape', [x, graph.integers(-1, 4)])
    const result = EXAMPLES[name](graph, x, flat)
    graph.output('result', result)
    const session = await openSession(graph.finish(), { threads: 1 })
    const { result: values } = await session.run({
      x: { data: Float32Array.from({ length: 24 }, (_, i) => (i + 1) / 10), dims: [2, 3, 4] },
    })
    await session.close()
    expect(values?.dims).toEqual(result.dims.map(sizeOf))
    expect(values?.data).toBeInstanceOf(result.type === 'i64' ? BigInt64Array : Float32Array)
    expect(result.dims.some((dim) => typeof dim === 'string') || name === 'Gather' || name === 'Shape').toBe(true)
  },
)

test('a node gives several results, each of the type and the shape that the table infers', async () => {
  const graph = createGraph()
  const x = graph.input('x', 'f32', ['batch', 4])
  const parts = graph.applyAll('Split', [x], { results: 2, attributes: { axis: 1, num_outputs: 2 } })
  const normalised = graph.applyAll('LayerNormalization', [x, row(graph)], { results: 3, attributes: { axis: -1 } })
  const results = [...parts, ...normalised]
  for (const [i, result] of results.entries()) graph.output(`result ${i}`, result)
  const session = await openSession(graph.finish(), { threads: 1 })
  const values = await session.run({ x: { data: Float32Array.of(1, 2, 3, 6), dims: [1, 4] } })
  await session.close()
  const dims = results.map((result) => result.dims.map((dim) => (dim === 'batch' ? 1 : dim)))
  expect(results.map((_, i) => values[`result ${i}`]?.dims)).toEqual(dims)
  expect(values['result 1']?.data).toEqual(Float32Array.of(3, 6))
  expect(values['result 3']?.data).toEqual(Float32Array.of(3))
  expect(values['result 4']?.data[0]).toBeCloseTo(1 / Math.sqrt(3.5))
  expect(() => graph.applyAll('Relu', [x], { results: 2 })).toThrow(/1 to 1 results/)
})
