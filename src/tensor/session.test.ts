import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { createGraph, type Graph } from './graph.ts'
import { openSession, type Session, type Values } from './session.ts'
import { writeOnnx } from './write-onnx.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-session-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** `x W + 1`; W is `[300, 300]`, large enough for a file beside the model. */
function affine(): Graph {
  const graph = createGraph()
  const x = graph.input('x', 'f32', ['batch', 300])
  const weights = Float32Array.from({ length: 90_000 }, (_, i) => (i % 7) - 3)
  const w = graph.parameter('w', weights, { type: 'f32', dims: [300, 300] })
  graph.output('y', graph.apply('Add', [graph.apply('MatMul', [x, w]), graph.scalar(1)]))
  return graph.finish()
}

const x: Values = { data: Float32Array.from({ length: 300 }, (_, i) => i % 5), dims: [1, 300] }

async function answer(session: Session, values: Readonly<Record<string, Values>>): Promise<Values | undefined> {
  const { y } = await session.run(values)
  await session.close()
  return y
}

const temporary = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('attune-graph-'))

test('numbers beside the model give what numbers within it give, and leave nothing behind', async () => {
  const within = await answer(await openSession(affine()), { x })
  const before = temporary()
  const beside = await answer(await openSession(affine(), { embeddedBytesMax: 1000 }), { x })
  expect(beside).toEqual(within)
  expect(temporary().filter((name) => !before.includes(name))).toEqual([])
})

test('a written graph is opened by its path', async () => {
  const file = join(folder, 'affine.onnx')
  writeOnnx(file, affine())
  expect(readdirSync(folder).toSorted()).toEqual(['affine.onnx', 'affine.onnx.data'])
  const session = await openSession({ file })
  expect(session.inputs).toEqual([{ name: 'x', type: 'f32', dims: ['batch', 300] }])
  expect(session.outputs).toEqual([{ name: 'y', type: 'f32', dims: ['batch', 300] }])
  expect(await answer(session, { x })).toEqual(await answer(await openSession(affine()), { x }))
})

test('parameters are inputs where the caller holds their numbers', async () => {
  const session = await openSession(affine(), { parametersAs: 'inputs' })
  expect(session.inputs.map(({ name }) => name)).toEqual(['x', 'w'])
  const { y } = await session.run({ x, w: { data: new Float32Array(90_000).fill(1), dims: [300, 300] } })
  expect(y?.data[0]).toBe(601)
  const { y: zero } = await session.run({ x, w: { data: new Float32Array(90_000), dims: [300, 300] } })
  expect(zero?.data[0]).toBe(1)
  await session.close()
})

test('an input, a parameter, a constant, or one result under two names can be an output', async () => {
  const graph = createGraph()
  const given = graph.input('given', 'f32', [2])
  const twice = graph.apply('Add', [given, given])
  const outputs = {
    same: given,
    parameter: graph.parameter('p', Float32Array.of(7), { type: 'f32', dims: [1] }),
    constant: graph.integers(5),
    twice,
    again: twice,
    more: graph.apply('Add', [twice, given]),
  }
  for (const [name, tensor] of Object.entries(outputs)) graph.output(name, tensor)
  const session = await openSession(graph.finish(), { threads: 1 })
  const values = await session.run({ given: { data: Float32Array.of(1, 2), dims: [2] } })
  await session.close()
  expect(Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, [...data].map(Number)]))).toEqual({
    same: [1, 2],
    parameter: [7],
    constant: [5],
    twice: [2, 4],
    again: [2, 4],
    more: [3, 6],
  })
})

test('an input that is missing or of another type is named', async () => {
  const session = await openSession(affine())
  const unfit = expect.objectContaining({
    code: 'TENSOR_VALUE_UNFIT',
    message: expect.stringContaining('"x"') as string,
  })
  await expect(session.run({})).rejects.toThrow(unfit)
  await expect(session.run({ x: { data: new BigInt64Array(300), dims: [1, 300] } })).rejects.toThrow(unfit)
  await session.close()
})

test('a file that is absent, cut short or no model cannot be opened', async () => {
  const unusable = expect.objectContaining({ code: 'TENSOR_ONNX_UNUSABLE' })
  await expect(openSession({ file: join(folder, 'absent.onnx') })).rejects.toThrow(unusable)
  const file = join(folder, 'affine.onnx')
  writeOnnx(file, affine())
  rmSync(`${file}.data`)
  await expect(openSession({ file })).rejects.toThrow(unusable)
  writeFileSync(file, 'version https://git-lfs.github.com/spec/v1')
  await expect(openSession({ file })).rejects.toThrow(unusable)
})

test('without onnxruntime-node the error says the one command that installs it', () => {
  const dist = resolve(import.meta.dirname, '../../dist')
  for (const room of ['base', 'tensor']) cpSync(join(dist, room), join(folder, room), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const program = `import { openSession } from './tensor/session.js'
await openSession({ file: 'x.onnx' }).catch(({ code, hint }) => console.log(code, hint))`
  writeFileSync(join(folder, 'ask.js'), program)
  const { stdout, stderr } = spawnSync(process.execPath, ['ask.js'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^TENSOR_RUNTIME_MISSING Run `npm install onnxruntime-node --ignore-scripts`/)
})

const golden = goldenFile('files', 'onnx')

test.skipIf(golden === undefined)('a model that PyTorch exported gives what PyTorch gives', async () => {
  const { feed, last_hidden_state_by_torch: expected } = JSON.parse(
    readFileSync(join(golden ?? '', 'golden.json'), 'utf8'),
  ) as { feed: Record<string, number[][]>; last_hidden_state_by_torch: number[][] }
  const session = await openSession({ file: join(golden ?? '', 'model.onnx') })
  const inputs = session.inputs.map(({ name }): [string, Values] => {
    const rows = feed[name] ?? []
    return [name, { data: BigInt64Array.from(rows.flat(), BigInt), dims: [rows.length, rows[0]?.length ?? 0] }]
  })
  const values = await session.run(Object.fromEntries(inputs))
  await session.close()
  const hidden = values['last_hidden_state']
  const wanted = expected.flat()
  expect(wanted.length).toBeGreaterThan(0)
  for (const [i, value] of wanted.entries()) expect(hidden?.data[i]).toBeCloseTo(value, 4)
})

test.skipIf(golden === undefined).each(['model-qint8.onnx', 'model-quint8.onnx'])(
  '%s opens by its path',
  async (name) => {
    const session = await openSession({ file: join(golden ?? '', name) })
    expect(session.inputs.every(({ type }) => type === 'i64')).toBe(true)
    await session.close()
  },
)
