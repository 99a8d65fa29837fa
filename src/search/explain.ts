/** @file Where each hit's score comes from: every stage's rank and score, per-term parts, what fusion added, what the reranker said. */
import type { Collection, DocKey } from '../store/collection.ts'
import { type Answer, type StageAnswer, stageQuery } from './answer-plan.ts'
import type { Explanation, StageExplanation } from './explanation.ts'
import type { Fusion, Stage } from './plan.ts'

/** @returns an explanation for each hit of the answer; stages that missed a hit say what it would have scored */
export async function explainHits(collection: Collection, answer: Answer): Promise<Map<DocKey, Explanation>> {
  const keys = answer.ranking.map(({ key }) => key)
  const perStage = await Promise.all(answer.stages.map((stage) => explainStage(collection, { answer, stage, keys })))
  const { fuse } = answer.plan
  return new Map(
    answer.ranking.map((hit, index) => {
      const stages = perStage.map((views, stage): StageExplanation => {
        const view = views[index] as StageExplanation
        return fuse === undefined ? view : { ...view, contribution: hit.parts[stage] ?? 0 }
      })
      const fused = hit.parts.reduce((a, b) => a + b, 0)
      const rankBefore = answer.reranked?.rankBefore.get(hit.key)
      return [
        hit.key,
        {
          stages,
          ...(fuse === undefined ? {} : { fusion: { method: describeFusion(fuse), score: fused } }),
          ...(answer.reranked === undefined || rankBefore === undefined
            ? {}
            : { rerank: { reranker: answer.reranked.reranker, rankBefore, score: hit.score } }),
        },
      ]
    }),
  )
}

async function explainStage(
  collection: Collection,
  { answer, stage, keys }: { readonly answer: Answer; readonly stage: StageAnswer; readonly keys: readonly DocKey[] },
): Promise<StageExplanation[]> {
  const ranks = new Map(stage.candidates.map(({ key }, index) => [key, index + 1]))
  const rank = (key: DocKey): number | null => ranks.get(key) ?? null
  const explanations = await collection.explain(
    stageQuery(collection, { query: answer.query, stage: stage.stage, vector: stage.vector }),
    keys,
  )
  const meaning = meaningOf(collection, stage.stage)
  return keys.map((key, index) => {
    const { score = null, terms } = explanations[index] ?? {}
    return { stage: stage.name, rank: rank(key), score, meaning, ...(terms === undefined ? {} : { terms }) }
  })
}

function meaningOf({ settings }: Collection, stage: Stage): string {
  if ('lexical' in stage)
    return `${stage.lexical.scoring.formula} over ${Object.keys(stage.lexical.fields ?? settings.lexicalFields).join(', ')}`
  const { space } = stage.dense
  const similarity = settings.spaces[space]?.isNormalized === true ? 'cosine' : 'dot product'
  return `${similarity} of query and document in space ${space}`
}

function describeFusion(fusion: Fusion): string {
  if ('rrf' in fusion && fusion.rrf !== undefined) return `reciprocal ranks, k ${fusion.rrf.k}`
  return 'linear' in fusion ? `linear combination, ${fusion.linear.normalise}` : ''
}
