/** @file What tuning may change in a plan: every axis, with its values, one step from the plan as it is. */
import type { Fusion } from '../search/fusion/fusion.ts'
import { normalisations, type NormalisationName } from '../search/fusion/normalise.ts'
import type { Plan } from '../search/plan.ts'
import type { LexicalStage, Stage } from '../search/stages/stage.ts'

/** The same plan with another value on one axis. */
export type Axis = (plan: Plan) => Plan[]

const K1 = [0.4, 0.9, 1.2, 1.6, 2.2]
const B = [0, 0.2, 0.4, 0.6, 0.75, 0.9]
const FIELD_FACTORS = [0, 0.5, 2, 4]
const SHARES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
const RRF_K = [10, 60]
const DEPTHS = [50, 100, 200]
/** Scores of words and of vectors have no common scale. */
const NORMALISATIONS = (Object.keys(normalisations) as NormalisationName[]).filter((name) => name !== 'none')

export const DEEPEST: number = Math.max(...DEPTHS)

/**
 * Fusion first: it moves more than the rest.
 *
 * @param depth candidates that the metric needs at least
 */
export const axesFor = (depth: number): readonly Axis[] => [
  fusions,
  shares,
  scoringOf('k1', K1),
  scoringOf('b', B),
  fieldWeights,
  depthsFrom(depth),
]

/** The plan and each of its stages alone: where the search starts, so that it learns whether to fuse at all. */
export function startsOf(plan: Plan): Plan[] {
  if (plan.retrieve.length < 2) return [plan]
  const { fuse: _, ...unfused } = plan
  return [plan, ...plan.retrieve.map((stage) => ({ ...unfused, retrieve: [stage] }))]
}

function fusions(plan: Plan): Plan[] {
  if (plan.fuse === undefined || plan.retrieve.length < 2) return []
  const { weights } = 'rrf' in plan.fuse ? plan.fuse.rrf : plan.fuse.linear
  const equal = weights.map(() => 1)
  const others: Fusion[] = [
    ...NORMALISATIONS.map((normalise) => ({ linear: { normalise, weights } })),
    ...RRF_K.map((k) => ({ rrf: { k, weights: equal } })),
  ]
  return others.map((fuse) => ({ ...plan, fuse }))
}

/** What each stage is worth, the others sharing the rest as before. */
function shares(plan: Plan): Plan[] {
  const { fuse } = plan
  if (fuse === undefined || plan.retrieve.length < 2) return []
  const { weights } = 'rrf' in fuse ? fuse.rrf : fuse.linear
  const tuned = weights.length === 2 ? [1] : [...weights.keys()]
  return tuned.flatMap((index) =>
    SHARES.map((share) => withWeights(plan, { fuse, weights: weightsWith(weights, { index, share }) })),
  )
}

function weightsWith(
  weights: readonly number[],
  { index, share }: { readonly index: number; readonly share: number },
): number[] {
  const rest = weights.reduce((sum, weight, at) => sum + (at === index ? 0 : weight), 0)
  const even = (1 - share) / (weights.length - 1)
  return weights.map((weight, at) => rounded(at === index ? share : rest > 0 ? ((1 - share) * weight) / rest : even))
}

const withWeights = (
  plan: Plan,
  { fuse, weights }: { readonly fuse: Fusion; readonly weights: readonly number[] },
): Plan => ({
  ...plan,
  fuse: 'rrf' in fuse ? { rrf: { ...fuse.rrf, weights } } : { linear: { ...fuse.linear, weights } },
})

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

const scoringOf =
  (name: 'k1' | 'b', values: readonly number[]): Axis =>
  (plan) =>
    changeWords(plan, ({ lexical }) =>
      name in lexical.scoring
        ? values.map((value) => ({ lexical: { ...lexical, scoring: { ...lexical.scoring, [name]: value } } }))
        : [],
    )

const fieldWeights: Axis = (plan) =>
  changeWords(plan, ({ lexical }) => {
    const fields = Object.entries(lexical.fields)
    if (fields.length < 2) return []
    return fields.flatMap(([field, weight]) =>
      FIELD_FACTORS.map((factor) => ({
        lexical: { ...lexical, fields: { ...lexical.fields, [field]: rounded((weight || 1) * factor) } },
      })).filter((stage) => Object.values(stage.lexical.fields).some((one) => one > 0)),
    )
  })

function changeWords(plan: Plan, changes: (stage: LexicalStage) => readonly LexicalStage[]): Plan[] {
  return plan.retrieve.flatMap((stage, index) =>
    'lexical' in stage
      ? changes(stage).map((changed) => ({ ...plan, retrieve: plan.retrieve.with(index, changed) }))
      : [],
  )
}

/** A single stage ranks the same however deep it looks. */
const depthsFrom =
  (depth: number): Axis =>
  (plan) =>
    plan.retrieve.length < 2
      ? []
      : DEPTHS.filter((k) => k >= depth).map((k) => ({
          ...plan,
          retrieve: plan.retrieve.map((stage) => atDepth(stage, k)),
        }))

export const atDepth = (stage: Stage, k: number): Stage =>
  'lexical' in stage ? { lexical: { ...stage.lexical, k } } : { dense: { ...stage.dense, k } }
