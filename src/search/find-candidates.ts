/** @file All that a search reads, from one state of the collection: candidates of every stage, the documents of the answer, explanations. */
import type { Document } from '../data/document.ts'
import type { CollectionView, DocKey } from '../store/collection.ts'
import type { Search } from './ask-stage.ts'
import { type Ranked, rankCandidates } from './rank-candidates.ts'
import { explainStages, type StageViews } from './explain.ts'
import type { Fused } from './fusion/fuse.ts'

export interface Found extends Ranked {
  /** Of the candidates that are reranked or returned. */
  readonly documents: ReadonlyMap<DocKey, Document>
  /** Of the same documents, if requested. */
  readonly explained: ReadonlyMap<DocKey, StageViews> | undefined
  readonly fetchMs: number
}

export async function findCandidates(view: CollectionView, search: Search): Promise<Found> {
  const ranked = await rankCandidates(view, search)
  const start = performance.now()
  const { ranking, documents } = await fetchShown(view, { fused: ranked.ranking, search })
  const fetchMs = performance.now() - start
  const explained =
    search.options.explain === true
      ? await explainStages(view, { search, stages: ranked.stages, keys: [...documents.keys()] })
      : undefined
  return { ...ranked, ranking, documents, explained, fetchMs }
}

/**
 * The documents that are reranked or returned. A collection that cannot hold one state may have lost some meanwhile: they are no candidates
 * any more, and the next ones move up.
 */
async function fetchShown(
  view: CollectionView,
  { fused, search }: { readonly fused: readonly Fused[]; readonly search: Search },
): Promise<Pick<Found, 'ranking' | 'documents'>> {
  const { offset, limit, rerank } = search.options.plan
  const documents = new Map<DocKey, Document>()
  let ranking = fused
  for (;;) {
    const shown = [...ranking.slice(0, rerank?.top ?? 0), ...ranking.slice(offset, offset + limit)]
    const keys = [...new Set(shown.map(({ key }) => key))].filter((key) => !documents.has(key))
    const fetched = await view.fetch(keys)
    const gone = new Set<DocKey>()
    for (const [index, key] of keys.entries()) {
      const document = fetched[index]
      if (document === undefined) gone.add(key)
      else documents.set(key, document)
    }
    if (gone.size === 0) return { ranking, documents }
    ranking = ranking.filter(({ key }) => !gone.has(key))
  }
}
