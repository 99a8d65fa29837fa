/** @file The two kinds of index a collection has, each with how stored documents get into it. */
import type { LexicalIndex } from '../../index/lexical/lexical-index.ts'
import { createLexicalIndex } from '../../index/lexical/create-lexical-index.ts'
import type { MergePolicy } from '../../index/merge-policy.ts'
import type { SegmentedIndex } from '../../index/segment.ts'
import { vectorDocumentsMax } from '../../index/vector/merge-vector-segments.ts'
import { createVectorIndex, type VectorIndex } from '../../index/vector/vector-index.ts'
import { type Analyzer, createAnalyzer } from '../../text/analyzer.ts'
import type { FieldValue } from '../../data/document.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { CollectionSettings } from '../collection.ts'
import { textAt } from '../documents/document-content.ts'

/** Which pure function merges its segments. */
export type MergeKind = 'lexical' | 'vector'

export interface IndexRecipe<Index extends SegmentedIndex = SegmentedIndex> {
  /** In the manifest and in file names: lexical, space-3. */
  readonly key: string
  /** In notices. */
  readonly title: string
  readonly mergeKind: MergeKind
  readonly mergePolicy: MergePolicy
  readonly create: () => Index
  /** Ordinals that died after this change. */
  readonly deadAfter: (change: number) => readonly number[]
  /** Adds stored documents above this ordinal to the live segment. @returns the last ordinal added; undefined when none was left */
  addAfter(index: Index, ordinal: number): number | undefined
}

/** The merge policy's own limit, where memory sets no lower one. */
const SEGMENT_DOCUMENTS_MAX = 1_000_000

/** Documents read from SQLite at once: a few MB. */
const READ_DOCUMENTS = 1000

export function lexicalRecipe(rows: CollectionRows, settings: CollectionSettings): IndexRecipe<LexicalIndex> {
  let analyzer: Analyzer | undefined
  const fieldNames = Object.keys(settings.lexicalFields)
  return {
    key: 'lexical',
    title: 'lexical index',
    mergeKind: 'lexical',
    mergePolicy: {},
    create: () => createLexicalIndex(),
    deadAfter: rows.deadAfter,
    addAfter: (index, after) => {
      const { indexTerms } = (analyzer ??= createAnalyzer(settings.analyzer))
      const documents = rows.documentsAfter(after, READ_DOCUMENTS).map(({ ordinal, fields: json }) => {
        const fields = JSON.parse(json) as Readonly<Record<string, FieldValue>>
        const indexed = fieldNames.map((name) => [name, indexTerms(textAt(fields, name))] as const)
        return {
          ordinal,
          fields: Object.fromEntries(indexed.map(([name, { terms }]) => [name, terms])),
          lengths: Object.fromEntries(indexed.map(([name, { words }]) => [name, words])),
        }
      })
      index.add(documents)
      return documents.at(-1)?.ordinal
    },
  }
}

export function vectorRecipe(
  rows: CollectionRows,
  { space, name, dim }: { readonly space: number; readonly name: string; readonly dim: number },
): IndexRecipe<VectorIndex> {
  return {
    key: `space-${space}`,
    title: `vector index of space "${name}"`,
    mergeKind: 'vector',
    mergePolicy: { documentsMax: Math.min(SEGMENT_DOCUMENTS_MAX, vectorDocumentsMax(dim)) },
    create: () => createVectorIndex({ dim }),
    deadAfter: rows.deadAfter,
    addAfter: (index, after) => {
      const { ordinals, vectors } = rows.vectorsAfter(after, { space, dim, limit: READ_DOCUMENTS })
      if (ordinals.length > 0) index.add(ordinals, vectors)
      return ordinals.at(-1)
    },
  }
}
