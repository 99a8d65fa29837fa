/** @file Keeps the number of segments small: one merge at a time, in a worker thread, while searches and writes go on. */
import { Bitmap } from '../../base/bitmap.ts'
import { AttuneError } from '../../base/errors.ts'
import type { WorkOptions } from '../../base/progress.ts'
import { planMerge } from '../../index/merge-policy.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { DurableFiles } from './durable-index.ts'
import { type MergeJob, type MergeResult, startMerge } from './merge-job.ts'
import { newSegmentName, type LoadedIndex } from './loaded-index.ts'
import type { OnNotice } from '../project.ts'

export interface MergerOptions {
  readonly rows: CollectionRows
  readonly collection: string
  readonly indexes: readonly DurableFiles[]
  /** Runs when nobody reads. */
  readonly alone: <T>(work: () => T) => Promise<T>
  readonly onNotice: OnNotice
  /** When the last merge that was due is done. */
  readonly onIdle: () => void
}

interface DueMerge {
  readonly kept: DurableFiles
  readonly open: LoadedIndex
  readonly removed: readonly string[]
}

interface RunningMerge {
  readonly job: MergeJob
  /** Never rejects. */
  readonly done: Promise<void>
  isCancelled: boolean
}

/** Only the writer has one at work. */
export class Merger {
  private readonly options: MergerOptions
  private running: RunningMerge | undefined
  private isClosed = false
  /** After a failure (a full disk) the same merge would fail again; searches are correct without it. */
  private hasFailed = false

  constructor(options: MergerOptions) {
    this.options = options
  }

  get isRunning(): boolean {
    return this.running !== undefined
  }

  /** Starts the next merge if one is due and none is running. */
  wake(): void {
    if (this.running !== undefined || this.isClosed || this.hasFailed) return
    try {
      const due = this.due()
      if (due !== undefined) this.run(due)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Resolves when no merge is running and none that was woken is due. Aborting cancels the running one. */
  async settle({ onProgress, signal }: WorkOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    const abort = (): void => void this.cancel()
    signal?.addEventListener('abort', abort)
    try {
      for (let done = 0; this.running !== undefined; done++) {
        onProgress?.({ stage: 'merging', done, unit: 'merges' })
        await this.running.done
        signal?.throwIfAborted()
      }
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Calls the running merge off; none is started any more. */
  async close(): Promise<void> {
    this.isClosed = true
    await this.cancel()
  }

  private async cancel(): Promise<void> {
    const { running } = this
    if (running === undefined) return
    running.isCancelled = true
    await running.job.cancel()
    await running.done
  }

  private due(): DueMerge | undefined {
    for (const kept of this.options.indexes) {
      dropEmpty(kept)
      const open = kept.opened
      const removed = open === undefined ? undefined : planMerge(open.index.segments(), kept.kind.mergePolicy)
      if (open !== undefined && removed !== undefined) return { kept, open, removed }
    }
    return undefined
  }

  private run(due: DueMerge): void {
    const { kept, open, removed } = due
    const added = newSegmentName(kept.kind.key)
    const change = open.seenChange
    const job = startMerge({
      kind: kept.kind.mergeKind,
      inputs: removed.map(open.folder.placeOf),
      deleted: Bitmap.of(this.options.rows.deadAfter(0)).words,
      target: open.folder.targetOf(added),
    })
    const finish = async (): Promise<void> => {
      const outcome = await job.result.then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      )
      await this.options.alone(() => {
        this.running = undefined
        // The code that cancelled it removes the file, even if it was just finished.
        if (running.isCancelled) return
        if ('error' in outcome) this.fail(outcome.error, kept)
        else this.take(due, { ...outcome.result, added, change })
        this.wake()
      })
      if (!this.isRunning) this.options.onIdle()
    }
    const running: RunningMerge = { job, done: finish(), isCancelled: false }
    this.running = running
  }

  /** Puts what a merge made in the place of its inputs. */
  private take(
    { kept, open, removed }: DueMerge,
    { isEmpty, chunks, added, change }: MergeResult & { readonly added: string; readonly change: number },
  ): void {
    try {
      // The index may have been closed and reopened in the meantime, with files that this merge does not know.
      if (kept.opened !== open) return open.folder.remove([added])
      if (chunks !== undefined) open.folder.write(added, chunks)
      kept.swapMerged({ removed, added: isEmpty ? undefined : added, change })
    } catch (error) {
      this.fail(error, kept)
    }
  }

  private fail(error: unknown, kept?: DurableFiles): void {
    this.hasFailed = true
    // A damaged input is detected here at the latest: the index is reopened and rebuilt.
    if (error instanceof AttuneError && error.isRebuildable) kept?.close()
    const { collection, onNotice } = this.options
    const message = error instanceof Error ? error.message : String(error)
    onNotice(`Index files of "${collection}" could not be merged; searches are right all the same: ${message}`)
  }
}

/** Segments of which every document is deleted need no merge. */
function dropEmpty(kept: DurableFiles): void {
  const segments = kept.opened?.index.segments() ?? []
  const removed = segments.filter(({ documents, deleted }) => deleted >= documents).map(({ name }) => name)
  if (removed.length > 0) kept.swapMerged({ removed, added: undefined, change: 0 })
}
