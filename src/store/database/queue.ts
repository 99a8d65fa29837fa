/** @file A queue: work is done one piece at a time, in the order in which it was submitted. */

export interface Queue {
  readonly run: <T>(work: () => T | Promise<T>) => Promise<T>
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run: <T>(work: () => T | Promise<T>) => {
      const result = last.then(work)
      // A failure is reported to the caller that queued the work; the next in line is unaffected.
      last = result.catch(() => undefined)
      return result
    },
  }
}
