/** @file An immutable segment read from its file. */
import { Bitmap } from '../../base/bitmap.ts'
import type { RankedOrdinals } from '../ranked.ts'
import type { ByteSource } from '../segment.ts'
import { searchExhaustively } from './exhaustive.ts'
import { countUnion, localOf, type PostingsSource, type WeightedField } from './postings.ts'
import type { SearchPlan } from './search-plan.ts'
import { openLexicalFile, postingsSourceOf, viewsOf } from './segment-format.ts'

export interface SealedSegmentOptions {}

export interface SealedLexicalSegment extends PostingsSource {
  readonly sizeBytes: number
  readonly deletedCount: () => number
  readonly delete: (ordinal: number) => void
  readonly documentFrequency: (term: string, fields: readonly WeightedField[]) => number
  readonly search: (
    plan: SearchPlan,
    options: { readonly norms: Float64Array | undefined; readonly floor: number },
  ) => RankedOrdinals
}

export function openSealedSegment(
  source: ByteSource,
  options: SealedSegmentOptions & { readonly deleted: Bitmap },
): SealedLexicalSegment {
  const file = openLexicalFile(source)
  const views = viewsOf(file.header, file.read)
  const postings = postingsSourceOf(file.header, () => views)
  const deleted = new Bitmap(file.header.documents)
  views.ordinals.forEach((ordinal, local) => {
    if (options.deleted.has(ordinal)) deleted.add(local)
  })
  return {
    ...postings,
    sizeBytes: source.sizeBytes,
    deletedCount: () => deleted.count(),
    delete: (ordinal) => {
      const local = localOf(postings, ordinal)
      if (local >= 0) deleted.add(local)
    },
    documentFrequency: (term, fields) =>
      countUnion(fields.flatMap(({ name }) => postings.postingsOf(term, name) ?? [])),
    search: (plan, { norms }) =>
      searchExhaustively(postings, plan, { norms, isDeleted: (local) => deleted.has(local) }),
  }
}
