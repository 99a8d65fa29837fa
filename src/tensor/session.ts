/** @file Computing with ONNX Runtime: the only file that uses it. It is loaded when the first session is opened, not before. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node'
import { invariant } from '../base/errors.ts'
import { onnxUnusable, runtimeMissing, runtimeUnusable, tensorTypeUnsupported, valueUnfit } from './errors.ts'
import type { Graph } from './graph.ts'
import { encodeOnnx, type OnnxOptions, storedNumbers } from './onnx-file.ts'
import type { Dim, ElementType } from './tensor.ts'
import { writeOnnx } from './write-onnx.ts'

/** A graph that was built here, or an ONNX file by its path; numbers beside the file are found from there. */
export type SessionSource = Graph | { readonly file: string }

export interface SessionOptions extends Pick<OnnxOptions, 'parametersAs'> {
  /** Threads of one operation. Default: one for each physical core, ONNX Runtime's own choice. */
  readonly threads?: number | undefined
  /** Numbers of a graph, in bytes, above which they are passed in a temporary file. Default 1 GB: protobuf's limit is 2. */
  readonly embeddedBytesMax?: number | undefined
}

/** Numbers with their shape. i64 travels as BigInt64Array, bool as Uint8Array. */
export interface Values {
  readonly data: Float32Array | BigInt64Array | Int32Array | Int8Array | Uint8Array
  readonly dims: readonly number[]
}

/** What a session takes or gives. */
export interface Port {
  readonly name: string
  readonly type: ElementType
  /** Sizes that are known only when it runs are names; "" where the file gives none. */
  readonly dims: readonly Dim[]
}

export interface Session {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /**
   * Blocks the calling thread although it returns a promise: call it from a worker.
   * @returns every output, by name
   * @throws TENSOR_VALUE_UNFIT
   */
  readonly run: (inputs: Readonly<Record<string, Values>>) => Promise<Record<string, Values>>
  readonly close: () => Promise<void>
}

type Runtime = typeof import('onnxruntime-node')

/** ONNX Runtime's name of each element type, and the array that holds it. */
const RUNTIME_TYPES: Readonly<
  Record<ElementType, { name: RuntimeTensor.Type; array: new (n: number) => Values['data'] }>
> = {
  f32: { name: 'float32', array: Float32Array },
  u8: { name: 'uint8', array: Uint8Array },
  i8: { name: 'int8', array: Int8Array },
  i32: { name: 'int32', array: Int32Array },
  i64: { name: 'int64', array: BigInt64Array },
  bool: { name: 'bool', array: Uint8Array },
}
const ELEMENT_NAMES = Object.keys(RUNTIME_TYPES) as ElementType[]

/** Memory above which a graph's numbers are passed in a file; with what ONNX Runtime copies it is well below protobuf's 2 GB. */
const EMBEDDED_BYTES_MAX = 2 ** 30

/** @throws TENSOR_RUNTIME_MISSING, TENSOR_RUNTIME_UNUSABLE, TENSOR_ONNX_UNUSABLE, TENSOR_TYPE_UNSUPPORTED */
export async function openSession(source: SessionSource, options: SessionOptions = {}): Promise<Session> {
  if ('file' in source) return openModel(source.file, { ...options, name: source.file })
  const { parametersAs, embeddedBytesMax = EMBEDDED_BYTES_MAX } = options
  const bytes = storedNumbers(source, { parametersAs }).reduce((sum, { data }) => sum + data.byteLength, 0)
  return bytes > embeddedBytesMax
    ? openThroughFile(source, options)
    : openModel(encodeOnnx(source, { parametersAs }), { ...options, name: 'graph' })
}

async function openThroughFile(graph: Graph, options: SessionOptions): Promise<Session> {
  const folder = mkdtempSync(join(tmpdir(), 'attune-graph-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const path = join(folder, 'graph.onnx')
    writeOnnx(path, graph, options)
    const session = await openModel(path, { ...options, name: path })
    // The numbers stay mapped from the file for as long as the session lives.
    const close = async (): Promise<void> => {
      await session.close()
      remove()
    }
    return { ...session, close }
  } catch (error) {
    remove()
    throw error
  }
}

/** @param name for messages */
async function openModel(
  model: string | Uint8Array,
  { threads, name }: { readonly threads?: number | undefined; readonly name: string },
): Promise<Session> {
  const runtime = await loadRuntime()
  const session = await createSession(runtime, model, { threads, name })
  const inputs = session.inputMetadata.map((value) => portOf(value, name))
  return {
    inputs,
    outputs: session.outputMetadata.map((value) => portOf(value, name)),
    run: async (values) => readOutputs(await session.run(feeds(inputs, values, { runtime, name }))),
    close: () => session.release(),
  }
}

async function loadRuntime(): Promise<Runtime> {
  // Not a literal: a bundler would look for a package that need not be installed, and cannot bundle it when it is.
  const name = 'onnxruntime-node' as string
  try {
    return (await import(name)) as Runtime
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const isMissing = (error as { readonly code?: unknown }).code === 'ERR_MODULE_NOT_FOUND'
    throw isMissing
      ? runtimeMissing(error)
      : runtimeUnusable({ reason, platform: process.platform, arch: process.arch }, error)
  }
}

async function createSession(
  { InferenceSession: { create } }: Runtime,
  model: string | Uint8Array,
  { threads, name }: { readonly threads: number | undefined; readonly name: string },
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    // Memory patterns are kept for every new shape, and every batch has its own: without them memory use halves.
    enableMemPattern: false,
    // Warnings about unused weights and the like would be printed to the user's terminal.
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  }
  try {
    return await (typeof model === 'string' ? create(model, options) : create(model, options))
  } catch (error) {
    throw onnxUnusable({ file: name, reason: error instanceof Error ? error.message : String(error) }, error)
  }
}

function portOf(value: InferenceSession.ValueMetadata, file: string): Port {
  const found = value.isTensor ? ELEMENT_NAMES.find((type) => RUNTIME_TYPES[type].name === value.type) : undefined
  if (!value.isTensor || found === undefined)
    throw tensorTypeUnsupported({
      file,
      tensor: value.name,
      type: value.isTensor ? value.type : 'something other than a tensor',
      accepted: ELEMENT_NAMES,
    })
  return { name: value.name, type: found, dims: value.shape }
}

function feeds(
  ports: readonly Port[],
  values: Readonly<Record<string, Values>>,
  { runtime: { Tensor }, name: model }: { readonly runtime: Runtime; readonly name: string },
): Record<string, RuntimeTensor> {
  return Object.fromEntries(
    ports.map(({ name, type, dims }) => {
      const { name: runtimeType, array } = RUNTIME_TYPES[type]
      const given = values[name]
      if (!(given?.data instanceof array))
        throw valueUnfit({ model, input: name, type, dims, expected: array.name, given: given?.data.constructor.name })
      return [name, new Tensor(runtimeType, given.data as Float32Array, given.dims)]
    }),
  )
}

function readOutputs(outputs: InferenceSession.OnnxValueMapType): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      invariant(ArrayBuffer.isView(data), `output ${name} holds numbers`)
      return [name, { data: data as Values['data'], dims }]
    }),
  )
}
