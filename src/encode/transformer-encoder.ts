/** @file An Encoder whose transformer lives in a worker thread, so that the caller's event loop stays free. */
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../base/worker-url.ts'
import { addUsage, type EncodeOptions, type Encoder, type EncoderInput, type Encoding, noUsage } from './encoder.ts'
import { encoderClosed, workerDied } from './errors.ts'
import {
  type EncodedTexts,
  type FromWorker,
  type OpenedModel,
  type ToWorker,
  unpackError,
  type WorkerAnswer,
  type WorkerStart,
} from './worker-messages.ts'

export interface TransformerEncoderOptions {
  /** The folder of the model. */
  readonly folder: string
  readonly threads?: number | undefined
}

/**
 * Texts that travel to the worker at a time: enough to sort by length, few enough that an abort is heard and that progress moves. Two encode calls
 * at once take turns batch by batch.
 */
const WINDOW_TEXTS = 512

/** Starts the thread and loads the model. @throws what reading the folder throws */
export async function openTransformerEncoder(
  ref: string,
  { folder, threads }: TransformerEncoderOptions,
): Promise<Encoder> {
  const thread = await startThread(ref, { folder, threads })
  const { dim, isNormalized, prompts, fingerprint, tokensMax, hybridWeight } = thread.model
  const encode = async (
    inputs: readonly EncoderInput[],
    { role, signal, onProgress }: EncodeOptions,
  ): Promise<Encoding> => {
    const data = new Float32Array(inputs.length * dim)
    let usage = noUsage
    let start = 0
    do {
      const texts = inputs.slice(start, start + WINDOW_TEXTS).map(({ text }) => text)
      const encoded = await thread.encode(texts, { prompt: prompts[role], signal })
      data.set(encoded.vectors, start * dim)
      usage = addUsage(usage, encoded.usage, start)
      onProgress?.({ stage: 'encoding', done: start + texts.length, total: inputs.length, unit: 'texts' })
      start += texts.length
    } while (start < inputs.length)
    return { vectors: { data, rows: inputs.length, dim }, usage }
  }
  return {
    kind: 'dense',
    ref,
    fingerprint,
    dim,
    isNormalized,
    tokensMax,
    hybridWeight,
    encode,
    countTokens: (inputs, { role }) =>
      thread.count(
        inputs.map(({ text }) => text),
        { prompt: prompts[role] },
      ),
    close: thread.close,
  }
}

interface Thread {
  readonly model: OpenedModel
  readonly encode: (
    texts: readonly string[],
    options: { readonly prompt: string; readonly signal: AbortSignal | undefined },
  ) => Promise<EncodedTexts>
  readonly count: (texts: readonly string[], options: { readonly prompt: string }) => Promise<Int32Array>
  readonly close: () => Promise<void>
}

interface Pending {
  readonly resolve: (answer: WorkerAnswer) => void
  readonly reject: (error: unknown) => void
}

async function startThread(ref: string, start: WorkerStart): Promise<Thread> {
  const worker = new Worker(workerUrl('./encode-worker.ts', import.meta.url), { workerData: start })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const calls = createCalls(worker, ref)
  const model = await new Promise<OpenedModel>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'opened') resolve(message.model)
      else if (message.kind === 'failed' && message.id === undefined) reject(unpackError(message.error))
      else calls.settle(message)
    })
    const fail = (reason: string, cause?: unknown): void => {
      const error = workerDied({ ref, reason }, cause)
      reject(error)
      calls.end(error)
    }
    worker.on('error', (error) => fail(error.message, error))
    worker.on('exit', (code) => fail(`it exited with code ${code}`))
  })
  // An idle encoder that nobody closed must not keep the process alive.
  worker.unref()
  return {
    model,
    encode: calls.encode,
    count: calls.count,
    close: async () => {
      calls.end(encoderClosed({ ref }))
      // Whoever waits for the end must live to see it.
      worker.ref()
      worker.postMessage({ kind: 'close' } satisfies ToWorker)
      await exited
    },
  }
}

interface Calls {
  readonly encode: Thread['encode']
  readonly count: Thread['count']
  readonly settle: (message: FromWorker) => void
  /** Rejects what is pending and whatever comes later; the first reason stays. */
  readonly end: (reason: Error) => void
}

function createCalls(worker: Worker, ref: string): Calls {
  const pending = new Map<number, Pending>()
  let idNext = 0
  let ended: Error | undefined
  const take = (id: number | undefined): Pending | undefined => {
    const call = id === undefined ? undefined : pending.get(id)
    if (id !== undefined) pending.delete(id)
    if (pending.size === 0) worker.unref()
    return call
  }
  /** The answer's type follows from the kind of question, which the worker keeps to. */
  const ask = <Answer extends WorkerAnswer>(
    kind: 'encode' | 'count',
    texts: readonly string[],
    { prompt, signal }: { readonly prompt: string; readonly signal?: AbortSignal | undefined },
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      if (ended) throw ended
      const id = idNext++
      const abort = (): void => {
        worker.postMessage({ kind: 'abort', id } satisfies ToWorker)
        take(id)?.reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      const settled = (): void => signal?.removeEventListener('abort', abort)
      pending.set(id, {
        resolve: (answer) => (settled(), resolve(answer as Answer)),
        reject: (error) => (settled(), reject(error)),
      })
      worker.ref()
      worker.postMessage({ kind, id, texts, prompt } satisfies ToWorker)
    })
  return {
    encode: (texts, options) => ask<EncodedTexts>('encode', texts, options),
    count: (texts, options) => ask<Int32Array>('count', texts, options),
    settle: (message) => {
      if (message.kind === 'opened') return
      const call = take(message.id)
      if (message.kind === 'failed') call?.reject(unpackError(message.error))
      else if (message.answer) call?.resolve(message.answer)
      else call?.reject(encoderClosed({ ref }))
    },
    end: (reason) => {
      if (ended) return
      ended = reason
      for (const id of pending.keys()) {
        worker.postMessage({ kind: 'abort', id } satisfies ToWorker)
        take(id)?.reject(reason)
      }
    },
  }
}
