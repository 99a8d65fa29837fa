/** @file What one answered question is: what was asked, found, answered, and known to be right. */
import type { Place } from '../data/place.ts'

export interface RagRow {
  readonly question: string
  /** In the order in which they were retrieved. */
  readonly contexts: readonly string[]
  /** May be empty: no answer was given. */
  readonly response: string
  /** Right answers, of which one suffices; all empty where there is none. Undefined where the file has no such column. */
  readonly references: readonly string[] | undefined
  /** What should have been retrieved. Undefined where the file has no such column. */
  readonly referenceContexts: readonly string[] | undefined
  readonly place: Place
}

/** Columns of a row, by the names that this room uses. */
export type RagColumn = 'question' | 'contexts' | 'response' | 'references' | 'referenceContexts'
