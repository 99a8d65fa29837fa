/** @file Replaced documents that lost a searched field, most likely because a file with only some of the columns was added as if it had all of them. */
import type { FieldValue } from '../../data/document.ts'
import type { CollectionRows, DocumentToStore } from './collection-rows.ts'
import type { CollectionSettings, LostFields } from '../collection.ts'
import { textAt, valuesAt } from './document-content.ts'

export interface LostFieldsCount {
  /** Before documents are stored: compares them with those that they replace. */
  readonly note: (documents: readonly DocumentToStore[]) => void
  readonly found: () => LostFields | undefined
}

export function countLostFields(
  { lexicalFields, spaces }: CollectionSettings,
  rows: Pick<CollectionRows, 'byIds'>,
): LostFieldsCount {
  const searched = [
    ...new Set([...Object.keys(lexicalFields), ...Object.values(spaces).flatMap(({ fields }) => fields)]),
  ]
  const fields = new Set<string>()
  let documents = 0
  let firstId: string | undefined
  return {
    note: (next) => {
      const before = new Map(rows.byIds(next.map(({ id }) => id)).map((stored) => [stored.id, stored.fields]))
      for (const { id, fields: json } of next) {
        const lost = before.has(id) ? lostOf(searched, before.get(id) ?? '{}', json) : []
        if (lost.length === 0) continue
        documents++
        firstId ??= id
        for (const field of lost) fields.add(field)
      }
    },
    found: () => (firstId === undefined ? undefined : { documents, fields: [...fields].sort(), firstId }),
  }
}

/** Text that was explicitly emptied is not a loss: it was intended. */
function lostOf(searched: readonly string[], before: string, after: string): string[] {
  const had = JSON.parse(before) as Readonly<Record<string, FieldValue>>
  const has = JSON.parse(after) as Readonly<Record<string, FieldValue>>
  return searched.filter((field) => textAt(had, field) !== '' && valuesAt(has, field.split('.')).length === 0)
}

export function describeLostFields(collection: string, { documents, fields, firstId }: LostFields): string {
  const [who, have] = documents === 1 ? ['document', 'has'] : ['documents', 'have']
  return (
    `${documents} replaced ${who} of "${collection}" ${have} no text in ${fields.join(', ')} any more (the first is ${JSON.stringify(firstId)}): ` +
    'searches no longer find what was there. To change only the fields that are given, use update (attune add --merge).'
  )
}
