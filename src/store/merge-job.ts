/** @file One merge of segments in a worker thread: what is asked of it, what it answers, how it is called off. */
import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { AttuneError, type ErrorReport } from '../base/errors.ts'
import { workerUrl } from '../base/worker-url.ts'
import type { MergeKind } from './index-kind.ts'
import type { SegmentPlace } from './segment-folder.ts'

export interface MergeRequest {
  readonly kind: MergeKind
  readonly inputs: readonly SegmentPlace[]
  /** Words of a Bitmap of deleted ordinals. */
  readonly deleted: Uint32Array
  /** The file to write; the bytes are handed back when undefined. */
  readonly target: string | undefined
}

export interface MergeResult {
  /** No document was left; no file was written. */
  readonly isEmpty: boolean
  /** The new segment where no target was given. */
  readonly chunks: readonly Uint8Array[] | undefined
}

export type MergeAnswer =
  | { readonly result: MergeResult }
  | { readonly failure: Omit<ErrorReport, 'details' | 'cause'> | { readonly message: string } }

export interface MergeJob {
  /** Rejects with the worker's error, or when called off. */
  readonly result: Promise<MergeResult>
  /** Ends the thread and removes what it has written. */
  readonly cancel: () => Promise<void>
}

export function startMerge(request: MergeRequest): MergeJob {
  const worker = new Worker(workerUrl('./merge-worker.ts', import.meta.url), { workerData: request })
  const result = new Promise<MergeResult>((resolve, reject) => {
    worker.once('message', (answer: MergeAnswer) => {
      if ('result' in answer) resolve(answer.result)
      else reject(errorOf(answer.failure))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the merge was called off')))
  })
  return {
    result,
    cancel: async () => {
      await worker.terminate()
      if (request.target === undefined) return
      for (const path of [request.target, `${request.target}.part-${process.pid}`]) rmSync(path, { force: true })
    },
  }
}

const errorOf = (failure: Extract<MergeAnswer, { failure: unknown }>['failure']): Error =>
  'code' in failure ? new AttuneError({ ...failure, details: {} }) : new Error(failure.message)
