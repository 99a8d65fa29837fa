/** @file Progress of long operations. Library code never prints; it calls a function that the caller passes. */

export interface Progress {
  /** What is being done, as a present participle: "encoding", "indexing". */
  readonly stage: string
  /** Units finished so far, from 0. */
  readonly done: number
  /** Total number of units, if known. */
  readonly total?: number
  /** Plural noun: "documents", "tokens". */
  readonly unit: string
}

export type OnProgress = (progress: Progress) => void

/** What every long operation accepts. */
export interface WorkOptions {
  readonly onProgress?: OnProgress | undefined
  /** Aborting rejects with the signal's reason; work that was acknowledged before is kept. */
  readonly signal?: AbortSignal | undefined
}
