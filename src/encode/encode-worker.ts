/** @file The thread that holds a transformer: weights are loaded here, and computing blocks nobody else. Started by transformer-encoder.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../base/errors.ts'
import { fingerprintOfFolder } from './fingerprint.ts'
import { readModelCard } from './model-card.ts'
import { openTransformerPipeline, type TransformerPipeline } from './transformer-pipeline.ts'
import { type FromWorker, packError, type ToWorker, type WorkerStart } from './worker-messages.ts'

invariant(parentPort !== null, 'this file runs as a worker thread')
const port = parentPort
const aborted = new Set<number>()

const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)

async function open(): Promise<TransformerPipeline | undefined> {
  try {
    const { folder, threads } = workerData as WorkerStart
    const pipeline = await openTransformerPipeline(folder, { threads })
    const { dim, isNormalized, prompts, tokensMax } = pipeline
    const { hybridWeight } = readModelCard(folder, 'transformer')
    const fingerprint = fingerprintOfFolder(folder)
    send({ kind: 'opened', model: { dim, isNormalized, prompts, tokensMax, hybridWeight, fingerprint } })
    return pipeline
  } catch (error) {
    send({ kind: 'failed', error: packError(error) })
    return undefined
  }
}

type Question = ToWorker & { readonly kind: 'encode' | 'count' }

async function answer(pipeline: TransformerPipeline, { kind, id, texts, prompt }: Question): Promise<void> {
  try {
    if (kind === 'count') {
      send({ kind: 'answered', id, answer: Int32Array.from(texts, (text) => pipeline.countTokens(prompt + text)) })
    } else {
      const encoded = await pipeline.encode(texts, { prompt, isAborted: () => aborted.has(id) })
      send({ kind: 'answered', id, answer: encoded }, encoded ? [encoded.vectors.buffer as ArrayBuffer] : [])
    }
  } catch (error) {
    send({ kind: 'failed', id, error: packError(error) })
  } finally {
    aborted.delete(id)
  }
}

const pipeline = await open()
const running = new Set<Promise<void>>()

async function close(): Promise<void> {
  await Promise.all(running)
  await pipeline?.close()
  port.close()
}

if (pipeline === undefined) port.close()
else
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'abort') aborted.add(message.id)
    else if (message.kind === 'close') void close()
    else {
      const work = answer(pipeline, message).finally(() => running.delete(work))
      running.add(work)
    }
  })
