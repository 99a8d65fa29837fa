import { expect, test } from 'vitest'
import { createGraph } from './graph.ts'
import { encodeOnnx } from './onnx-file.ts'
import { openSession } from './session.ts'

test('sizes that are known only when it runs flow through a graph', async () => {
  const graph = createGraph()
  const x = graph.input('x', 'f32', ['batch', 'tokens', 6])
  const shape = graph.apply('Shape', [x])
  const size = (axis: number) =>
    graph.apply('Slice', [shape, graph.integers(axis), graph.integers(axis + 1), graph.integers(0)])
  const flat = graph.apply('Reshape', [x, graph.integers(-1, 6)])
  expect(flat.dims).toEqual(['batch*tokens', 6])
  const heads = graph.apply('Concat', [size(0), size(1), graph.integers(2, 3)], { axis: 0 })
  const split = graph.apply('Reshape', [flat, heads])
  expect(split.dims).toEqual(['batch', 'tokens', 2, 3])
  expect(graph.apply('Mul', [size(0), size(1)]).sizes).toEqual(['batch*tokens'])
  graph.output('y', graph.apply('Add', [split, graph.scalar(1)]))
  const session = await openSession(graph.finish(), { threads: 1 })
  const { y } = await session.run({ x: { data: new Float32Array(5 * 6).fill(2), dims: [1, 5, 6] } })
  expect(y).toEqual({ data: new Float32Array(30).fill(3), dims: [1, 5, 2, 3] })
  await session.close()
})

test('mistakes are found where they are written', () => {
  const graph = createGraph()
  const x = graph.input('x', 'f32', ['batch', 4])
  const weight = graph.parameter('w', new Float32Array(6), { type: 'f32', dims: [2, 3] })
  expect(() => graph.apply('MatMul', [x, weight])).toThrow(/inner size/)
  expect(() => graph.apply('Reshape', [x, graph.integers(5, 5)])).toThrow(/reshapes/)
  expect(() => graph.apply('Add', [x])).toThrow(/takes 2 to 2 inputs/)
  expect(() => graph.apply('Relu', [x], { alpha: 1 })).toThrow(/attribute "alpha"/)
  expect(() => graph.apply('Transpose', [x], { perm: [0, 5] })).toThrow(/axis 5/)
})

test('equal graphs are equal bytes', () => {
  const build = (): Uint8Array => {
    const graph = createGraph()
    graph.output('y', graph.apply('Mul', [graph.input('x', 'f32', ['n']), graph.scalar(2)]))
    return encodeOnnx(graph.finish())
  }
  expect(build()).toEqual(build())
})

test('equal constants are one tensor', () => {
  const graph = createGraph()
  expect(graph.scalar(1)).toBe(graph.scalar(1))
  expect(graph.integers(1, 2)).toBe(graph.integers(1, 2))
  expect(graph.scalar(1)).not.toBe(graph.scalar(2))
})
