/** @file All that a search reads, from one state of the collection: candidates of every stage, the documents of the answer, explanations. */
import type { Document } from '../data/document.ts'
import type { CollectionView, DocKey } from '../store/collection.ts'
import { retrieveStage, type Search, type StageAnswer } from './_ask-stage.ts'
import { explainStages, type StageViews } from './explain.ts'
import type { Fused } from './fusion/fuse.ts'
import { fuse } from './fusion/fusions-table.ts'
import { stageName } from './stages/stages-table.ts'

export interface Found {
  readonly stages: readonly StageAnswer[]
  /** Every candidate, best first. */
  readonly ranking: readonly Fused[]
  /** Of the candidates that are reranked or returned. */
  readonly documents: ReadonlyMap<DocKey, Document>
  /** Of the same documents, where asked for. */
  readonly explained: ReadonlyMap<DocKey, StageViews> | undefined
  readonly stageMs: Readonly<Record<string, number>>
  readonly fetchMs: number
}

export async function findCandidates(view: CollectionView, search: Search): Promise<Found> {
  const { plan, explain = false } = search.options
  const stageMs: Record<string, number> = {}
  const stages: StageAnswer[] = []
  for (const stage of plan.retrieve) {
    search.options.signal?.throwIfAborted()
    const start = performance.now()
    stages.push({ stage, candidates: await retrieveStage(view, stage, search) })
    stageMs[stageName(stage)] = (stageMs[stageName(stage)] ?? 0) + performance.now() - start
  }
  const fetchStart = performance.now()
  const { ranking, documents } = await fetchShown(view, { fused: fuseStages(stages, search), search })
  const fetchMs = performance.now() - fetchStart
  const explained = explain ? await explainStages(view, { search, stages, keys: [...documents.keys()] }) : undefined
  return { stages, ranking, documents, explained, stageMs, fetchMs }
}

function fuseStages(stages: readonly StageAnswer[], { options: { plan } }: Search): readonly Fused[] {
  if (plan.fuse !== undefined)
    return fuse(
      stages.map(({ candidates }) => candidates),
      plan.fuse,
    )
  return (stages[0]?.candidates ?? []).map(({ key, score }) => ({ key, score, parts: [score] }))
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
