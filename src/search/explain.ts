/** @file Where a hit's score comes from: every stage's rank and score, what each word added, what fusion made of it. */
import type { CollectionView, DocKey } from '../store/collection.ts'
import { queryOf, type Search, type StageAnswer } from './ask-stage.ts'
import type { Explanation, StageExplanation } from './explanation.ts'
import type { Fused } from './fusion/fuse.ts'
import { describeFusion } from './fusion/fusions-table.ts'
import type { Plan } from './plan.ts'
import { stageMeaning, stageName } from './stages/stages-table.ts'

/** What each stage says of one document, in the order of the plan. */
export type StageViews = readonly StageExplanation[]

/** @returns for each key what every stage says of it; a stage that missed it says what it would have scored */
export async function explainStages(
  view: CollectionView,
  {
    search,
    stages,
    keys,
  }: { readonly search: Search; readonly stages: readonly StageAnswer[]; readonly keys: readonly DocKey[] },
): Promise<Map<DocKey, StageViews>> {
  const perStage: StageExplanation[][] = []
  for (const answer of stages) perStage.push(await explainStage(view, { search, answer, keys }))
  return new Map(keys.map((key, index) => [key, perStage.flatMap((views) => views[index] ?? [])]))
}

async function explainStage(
  view: CollectionView,
  { search, answer, keys }: { readonly search: Search; readonly answer: StageAnswer; readonly keys: readonly DocKey[] },
): Promise<StageExplanation[]> {
  const { stage, candidates } = answer
  const ranks = new Map(candidates.map(({ key }, index) => [key, index + 1]))
  const explanations = await view.explain(queryOf(stage, search), keys)
  const inGeneral = stageMeaning(stage, search.collection.settings)
  return keys.map((key, index) => {
    const { score = null, meaning = inGeneral, terms } = explanations[index] ?? {}
    return {
      stage: stageName(stage),
      rank: ranks.get(key) ?? null,
      score,
      meaning,
      ...(terms === undefined ? {} : { terms }),
    }
  })
}

/** The whole explanation of one candidate. */
export function explainHit(
  views: StageViews,
  { fused, plan, rerank }: { readonly fused: Fused; readonly plan: Plan; readonly rerank: Explanation['rerank'] },
): Explanation {
  const { fuse } = plan
  return {
    stages: fuse === undefined ? views : views.map((view, stage) => ({ ...view, ...contributionOf(fused, stage) })),
    ...(fuse === undefined ? {} : { fusion: { method: describeFusion(fuse), score: fused.score } }),
    ...(rerank === undefined ? {} : { rerank }),
  }
}

/** Absent where an engine fused and does not say. */
function contributionOf({ parts }: Fused, stage: number): { readonly contribution?: number } {
  const contribution = parts[stage]
  return contribution === undefined ? {} : { contribution }
}
