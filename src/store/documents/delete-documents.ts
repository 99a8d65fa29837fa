/** @file Documents on their way out, by their ids or by a filter. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { WorkOptions } from '../../base/progress.ts'
import type { Filter } from '../filter/filter.ts'
import type { CollectionRows } from './collection-rows.ts'

export interface DeleteTarget {
  readonly rows: Pick<CollectionRows, 'byOrdinals' | 'remove'>
  readonly indexes: {
    readonly becomeWriter: () => void
    /** After a write of this many documents. */
    readonly takeIn: (documents: number) => void
  }
  readonly match: (filter: Filter) => Bitmap
  readonly alone: <T>(work: () => T) => Promise<T>
}

/** Deleted in one transaction, while which searches wait. */
const BATCH_DOCUMENTS = 2000

/** @returns how many were there */
export async function deleteDocuments(
  { rows, indexes, match, alone }: DeleteTarget,
  choice: { readonly ids: readonly string[] } | { readonly filter: Filter },
  { signal, onProgress }: WorkOptions = {},
): Promise<number> {
  // Nobody else writes from here on: what matches now is what is deleted.
  const all = await alone(() => {
    indexes.becomeWriter()
    return 'ids' in choice ? [...new Set(choice.ids)] : [...match(choice.filter)]
  })
  let deleted = 0
  for (let at = 0; at < all.length; at += BATCH_DOCUMENTS) {
    signal?.throwIfAborted()
    const batch = all.slice(at, at + BATCH_DOCUMENTS)
    await alone(() => {
      deleted += rows.remove(idsOf(rows, batch)).dead.length
      indexes.takeIn(0)
    })
    const done = Math.min(at + BATCH_DOCUMENTS, all.length)
    onProgress?.({ stage: 'deleting', done, total: all.length, unit: 'documents' })
  }
  return deleted
}

const idsOf = (rows: Pick<CollectionRows, 'byOrdinals'>, batch: readonly (string | number)[]): string[] => {
  const ids = batch.filter((one) => typeof one === 'string')
  return ids.length > 0 ? ids : rows.byOrdinals(batch as readonly number[]).map(({ id }) => id)
}
