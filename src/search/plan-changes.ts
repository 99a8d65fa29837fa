/** @file The plans that differ from a plan in one thing: the weight of a field, the weight of a stage in the fusion, how deep a stage looks. */
import type { Fusion } from './fusion/fusion.ts'
import { fusionName, statedWeights } from './fusion/fusions-table.ts'
import type { Plan } from './plan.ts'
import type { LexicalStage, Stage } from './stages/stage.ts'
import { stageDepth, stageName } from './stages/stages-table.ts'

export interface PlanChange {
  readonly plan: Plan
  /**
   * A clause: "title weighed 3".
   *
   * @param stageRanks of the document in question, by stage
   * @returns undefined where the change is none for this document: a stage that looks deeper has found it already
   */
  readonly describe: (stageRanks: Readonly<Record<string, number | null>>) => string | undefined
}

/** How deep a stage is made to look, and the answer with it. */
export const DEPTH = 1000
/** Times the present weight. */
const FIELD_FACTORS = [2, 3, 5, 10] as const
/** Of the fusion. */
const STAGE_SHARES = [0.5, 0.7, 0.9] as const

/** @returns smallest changes first */
export const changesOf = (plan: Plan): PlanChange[] => [
  ...plan.retrieve.flatMap((stage, index) => deeper(plan, { stage, index })),
  ...FIELD_FACTORS.flatMap((factor) =>
    plan.retrieve.flatMap((stage, at) => heavierFields(plan, { stage, at, factor })),
  ),
  ...STAGE_SHARES.flatMap((share) => plan.retrieve.flatMap((_, at) => heavierStage(plan, { at, share }))),
]

const isLexical = (stage: Stage): stage is LexicalStage => 'lexical' in stage

const withStage = (plan: Plan, at: number, stage: Stage): Plan => ({
  ...plan,
  retrieve: plan.retrieve.map((other, index) => (index === at ? stage : other)),
})

function deeper(plan: Plan, { stage, index }: { readonly stage: Stage; readonly index: number }): PlanChange[] {
  if (stageDepth(stage) >= DEPTH) return []
  const [[kind, settings] = ['', {}]] = Object.entries(stage)
  const name = stageName(stage)
  return [
    {
      plan: withStage(plan, index, { [kind]: { ...settings, k: DEPTH } } as unknown as Stage),
      describe: (stageRanks) => {
        const rank = stageRanks[name] ?? 0
        return rank > stageDepth(stage)
          ? `${name} had found it (rank ${rank} there, behind its ${stageDepth(stage)} candidates)`
          : undefined
      },
    },
  ]
}

/** Of one field alone a weight changes nothing. */
function heavierFields(
  plan: Plan,
  { stage, at, factor }: { readonly stage: Stage; readonly at: number; readonly factor: number },
): PlanChange[] {
  if (!isLexical(stage)) return []
  const { fields } = stage.lexical
  const weighted = Object.entries(fields).filter(([, weight]) => weight > 0)
  if (weighted.length < 2) return []
  return weighted.map(([field, weight]) => ({
    plan: withStage(plan, at, { lexical: { ...stage.lexical, fields: { ...fields, [field]: weight * factor } } }),
    describe: () => `${field} weighed ${Number((weight * factor).toPrecision(3))}`,
  }))
}

function heavierStage(plan: Plan, { at, share }: { readonly at: number; readonly share: number }): PlanChange[] {
  const { fuse, retrieve } = plan
  const weights = fuse === undefined ? undefined : statedWeights(fuse)
  const [weight = 0, stage] = [weights?.[at], retrieve[at]]
  if (fuse === undefined || weights === undefined || stage === undefined) return []
  const sum = weights.reduce((a, b) => a + b, 0)
  if (weight >= share * sum || weight >= sum) return []
  const scale = ((1 - share) * sum) / (sum - weight)
  const changed = weights.map((other, index) => (index === at ? share * sum : other * scale))
  const name = fusionName(fuse)
  const settings = (fuse as unknown as Readonly<Record<string, object>>)[name]
  return [
    {
      plan: { ...plan, fuse: { [name]: { ...settings, weights: changed } } as unknown as Fusion },
      describe: () => `${stageName(stage)} made up ${share} of the fusion`,
    },
  ]
}
