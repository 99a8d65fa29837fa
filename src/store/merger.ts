/** @file Keeps the number of segments small: one merge at a time, in a worker thread, while searches and writes go on. */
import { Bitmap } from '../base/bitmap.ts'
import { AttuneError } from '../base/errors.ts'
import type { WorkOptions } from '../base/progress.ts'
import { planMerge } from '../index/merge-policy.ts'
import type { CollectionRows } from './collection-rows.ts'
import type { KeptFiles } from './kept-index.ts'
import { startMerge } from './merge-job.ts'
import { newSegmentName, type OpenIndex } from './open-index.ts'
import type { OnNotice } from './project.ts'

export interface Merger {
  /** Starts the next merge if one is due and none is running. Only the writer calls it. */
  readonly wake: () => void
  /** Resolves when no merge is running and none is due. Aborting calls the running one off. */
  readonly settle: (options?: WorkOptions) => Promise<void>
  /** Calls the running merge off; none is started any more. */
  readonly close: () => Promise<void>
}

export interface MergerOptions {
  readonly rows: CollectionRows
  readonly collection: string
  readonly indexes: readonly KeptFiles[]
  readonly onNotice: OnNotice
}

interface DueMerge {
  readonly kept: KeptFiles
  readonly open: OpenIndex
  readonly names: readonly string[]
}

interface RunningMerge {
  /** Never rejects. */
  readonly done: Promise<void>
  readonly cancel: () => Promise<void>
}

export function createMerger({ rows, collection, indexes, onNotice }: MergerOptions): Merger {
  let running: RunningMerge | undefined
  let isClosed = false
  // After a failure (a full disk) the same merge would fail again; searches are right without it.
  let hasFailed = false

  const dropEmpty = (kept: KeptFiles): void => {
    const empty =
      kept
        .opened()
        ?.index.segments()
        .filter(({ documents, deleted }) => documents <= deleted) ?? []
    if (empty.length === 0) return
    kept.swapMerged({ removed: empty.map(({ name }) => name), added: undefined, change: 0 })
  }
  const due = (): DueMerge | undefined => {
    for (const kept of indexes) {
      dropEmpty(kept)
      const open = kept.opened()
      const names = open === undefined ? undefined : planMerge(open.index.segments(), kept.kind.mergePolicy)
      if (open !== undefined && names !== undefined && names.length > 0) return { kept, open, names }
    }
    return undefined
  }
  const run = ({ kept, open, names }: DueMerge): RunningMerge => {
    const change = open.seenChange()
    const name = newSegmentName(kept.kind.key)
    const job = startMerge({
      kind: kept.kind.mergeKind,
      inputs: names.map(open.folder.placeOf),
      deleted: Bitmap.of(rows.deadAfter(0)).words,
      target: open.folder.targetOf(name),
    })
    let isCancelled = false
    const finish = async (): Promise<void> => {
      const { isEmpty, chunks } = await job.result
      if (isCancelled) return
      // The index may have been closed and opened anew meanwhile, with files that this merge knows nothing of.
      if (kept.opened() !== open) return open.folder.remove([name])
      if (chunks !== undefined && !isEmpty) open.folder.write(name, chunks)
      kept.swapMerged({ removed: names, added: isEmpty ? undefined : name, change })
    }
    const fail = (error: unknown): void => {
      if (isCancelled) return
      hasFailed = true
      // A damaged input is found out here at the latest: it is opened anew, and rebuilt.
      if (error instanceof AttuneError && error.kind === 'corrupt') kept.close()
      onNotice(
        `A merge of the ${kept.kind.title} of "${collection}" failed; searches are not affected: ${String(error)}`,
      )
    }
    const done = finish()
      .catch(fail)
      .finally(() => {
        running = undefined
        wake()
      })
    const cancel = async (): Promise<void> => {
      isCancelled = true
      await job.cancel()
      await done
    }
    return { done, cancel }
  }
  const wake = (): void => {
    if (running !== undefined || isClosed || hasFailed) return
    try {
      const next = due()
      if (next !== undefined) running = run(next)
    } catch (error) {
      hasFailed = true
      onNotice(`The indexes of "${collection}" could not be tidied; searches are not affected: ${String(error)}`)
    }
  }
  const settle = async ({ onProgress, signal }: WorkOptions = {}): Promise<void> => {
    signal?.throwIfAborted()
    const abort = (): void => void running?.cancel()
    signal?.addEventListener('abort', abort)
    try {
      wake()
      for (let merges = 0; running !== undefined; merges++) {
        onProgress?.({ stage: 'merging', done: merges, unit: 'merges' })
        await running.done
        signal?.throwIfAborted()
      }
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
  return {
    wake,
    settle,
    close: async () => {
      isClosed = true
      await running?.cancel()
    },
  }
}
