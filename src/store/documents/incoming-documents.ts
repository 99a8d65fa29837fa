/** @file What one call of `add` knows of its documents: which ids it has seen, and which values do not fit their types. */
import { castFields, type Misfit } from '../../data/field-type.ts'
import { describePlace } from '../../data/place.ts'
import { createSeenIds } from '../../data/seen-ids.ts'
import type { CollectionRows } from './collection-rows.ts'
import type { CollectionSettings, FieldMisfits, IncomingDocument } from '../collection.ts'

export interface Incoming {
  /** The document with values in the declared types of their fields. */
  readonly cast: (document: IncomingDocument) => IncomingDocument
  /**
   * Counts the document.
   *
   * @param isWaiting whether this call has a document of this id that is not stored yet
   * @returns what is wrong where its id came before in this call
   */
  readonly earlier: (document: IncomingDocument, isWaiting: (id: string) => boolean) => string | undefined
  readonly misfits: () => readonly FieldMisfits[]
}

export function createIncoming({
  settings,
  rows,
}: {
  readonly settings: CollectionSettings
  readonly rows: Pick<CollectionRows, 'existing'>
}): Incoming {
  const { types = {} } = settings
  const hasTypes = Object.keys(types).length > 0
  const misfits = new Map<string, FieldMisfits>()
  const seen = createSeenIds()
  let count = 0
  return {
    cast: (document) => {
      if (!hasTypes) return document
      const { id, place } = document
      const note = (misfit: Misfit): void => {
        const first = misfits.get(misfit.field)
        misfits.set(misfit.field, first ? { ...first, count: first.count + 1 } : { ...misfit, count: 1, id, place })
      }
      return { ...document, fields: castFields(document.fields, types, note) }
    },
    earlier: ({ id, place }, isWaiting) => {
      const [first] = seen.add(id, count++)
      // Ids are kept as hashes of 64 bits; what came before is waiting or stored.
      const isInBatch = first !== undefined && isWaiting(id)
      if (first === undefined || !(isInBatch || rows.existing([id]).has(id))) return undefined
      const at = place === undefined ? '' : ` (${describePlace(place)})`
      return `its id occurs twice in one ${isInBatch ? 'batch' : 'call'}, as document ${first + 1} and as document ${count}${at}`
    },
    misfits: () => [...misfits.values()],
  }
}
