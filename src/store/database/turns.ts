/**
 * @file Who uses a collection's connection to the database: one view of one state, or one change, at a time. A view is short and all its work
 * is on this thread, so that waiting for it costs no throughput.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { writeInView } from './errors.ts'
import { createQueue } from './queue.ts'

export interface Turns {
  /** Runs `work` once everything queued before it is done. Not from within a view: see `checkNoView`. */
  readonly alone: <T>(work: () => T | Promise<T>) => Promise<T>
  /** Whether the caller runs within a view that is open: it must not wait for its end. */
  readonly isInView: () => boolean
  /** @throws STORE_WRITE_IN_VIEW from within a view */
  readonly checkNoView: () => void
  /** Marks what `work` calls, now and later, as called from within this view. */
  readonly within: <T>(view: OpenView, work: () => Promise<T>) => Promise<T>
}

export interface OpenView {
  isOpen: boolean
}

export function createTurns(collection: string): Turns {
  const queue = createQueue()
  const current = new AsyncLocalStorage<OpenView>()
  const isInView = (): boolean => current.getStore()?.isOpen === true
  return {
    alone: queue.run,
    isInView,
    checkNoView: () => {
      if (isInView()) throw writeInView({ collection })
    },
    within: (view, work) => current.run(view, work),
  }
}
