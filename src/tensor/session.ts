/** @file Computing a graph with ONNX Runtime: the only file that knows it. It is loaded when the first session is made, not before. */
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node'
import { invariant } from '../base/errors.ts'
import { runtimeMissing } from './errors.ts'
import type { Graph } from './graph.ts'
import { encodeOnnx } from './onnx-file.ts'

export interface SessionOptions {
  /** Threads of one operation. Default: one for each physical core, ONNX Runtime's own choice. */
  readonly threads?: number | undefined
}

/** Numbers with their shape. i64 travels as BigInt64Array. */
export interface Values {
  readonly data: Float32Array | BigInt64Array
  readonly dims: readonly number[]
}

export interface Session {
  /** Blocks the calling thread although it returns a promise: call it from a worker. @returns every output of the graph, by name */
  readonly run: (inputs: Readonly<Record<string, Values>>) => Promise<Record<string, Values>>
  readonly close: () => Promise<void>
}

type Runtime = typeof import('onnxruntime-node')

async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (error) {
    throw runtimeMissing({ reason: error instanceof Error ? error.message : String(error) }, error)
  }
}

export async function openSession(graph: Graph, { threads }: SessionOptions = {}): Promise<Session> {
  const runtime = await loadRuntime()
  const session = await runtime.InferenceSession.create(encodeOnnx(graph), {
    // Memory patterns are kept for every new shape, and every batch has its own: without them memory use halves.
    enableMemPattern: false,
    // Warnings about unused weights and the like would be printed to the user's terminal.
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  })
  return {
    run: async (inputs) => readOutputs(await session.run(feeds(runtime, inputs))),
    close: () => session.release(),
  }
}

function feeds({ Tensor }: Runtime, inputs: Readonly<Record<string, Values>>): Record<string, RuntimeTensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { data, dims }]) => [
      name,
      data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('int64', data, dims),
    ]),
  )
}

function readOutputs(outputs: InferenceSession.OnnxValueMapType): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      invariant(data instanceof Float32Array || data instanceof BigInt64Array, `output ${name} holds f32 or i64`)
      return [name, { data, dims }]
    }),
  )
}
