/** @file One merge of segments in a worker thread: what is asked of it, what it answers, how it is cancelled. */
import { rmSync } from 'node:fs'
import { startThread } from '../../base/call-thread.ts'
import { workerUrl } from '../../base/package-url.ts'
import type { MergeKind } from './index-recipe.ts'
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

export interface MergeFunctions {
  readonly merge: (request: MergeRequest) => MergeResult
}

export interface MergeJob {
  /** Rejects with the worker's error, or when cancelled. */
  readonly result: Promise<MergeResult>
  /** Ends the thread and removes what it has written. */
  readonly cancel: () => Promise<void>
}

export function startMerge(request: MergeRequest): MergeJob {
  const cancelled = new Error('the merge was cancelled')
  const thread = startThread<MergeFunctions>(workerUrl('store/indexes/merge-worker.ts'), {
    died: (reason, cause) => new Error(`the thread that merges has ended: ${reason}`, { cause }),
  })
  const merge = async (): Promise<MergeResult> => {
    try {
      return await thread.call('merge', request)
    } finally {
      await thread.close(cancelled)
    }
  }
  return {
    result: merge(),
    cancel: async () => {
      await thread.terminate(cancelled)
      if (request.target === undefined) return
      for (const path of [request.target, `${request.target}.part-${process.pid}`]) rmSync(path, { force: true })
    },
  }
}
