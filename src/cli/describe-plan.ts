/** @file A plan in a few words: which stages, how they are fused, who reranks. */
import { describeFusion } from '../search/fusion/fusions-table.ts'
import type { Plan } from '../search/plan.ts'
import { stageName } from '../search/stages/stages-table.ts'

export function describePlan({ retrieve, fuse, rerank }: Plan): string {
  const stages = retrieve.map(stageName).join(' + ')
  return (
    stages +
    (fuse === undefined ? '' : ` (${describeFusion(fuse)})`) +
    (rerank === undefined ? '' : `, the first ${rerank.top} reranked by ${rerank.reranker}`)
  )
}
