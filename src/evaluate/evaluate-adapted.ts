/**
 * @file The same plans before and after the encoder is adapted to the documents: what adapting is worth on judged queries. Adapting sees the documents
 * only, never queries or judgements.
 */
import { adaptCollection, type AdaptCollectionOptions, type CollectionAdaptation } from '../adapt/adapt-collection.ts'
import type { RunScores } from '../metrics/evaluate-run.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import { comparePairs } from './compare-plans.ts'
import type { Evaluation } from './evaluate-collection.ts'
import type { AdaptSummary, Comparison } from './report.ts'

/**
 * @param project of a copy: its collection keeps the adapted encoder
 * @param options.evaluate called before and after
 */
export async function evaluateAdapted(
  project: Project,
  collection: Collection,
  {
    evaluate,
    ...options
  }: AdaptCollectionOptions & { readonly evaluate: (state: 'before' | 'after') => Promise<Evaluation> },
): Promise<Evaluation> {
  const before = await evaluate('before')
  const adaptation = await adaptCollection(project, collection, options)
  const after = adaptation.kept ? await evaluate('after') : before
  const comparisons = adaptation.kept ? compareStates(before, after) : []
  const adapt = { ...summaryOf(adaptation), comparisons }
  return { ...after, report: { ...after.report, before: before.report.plans, adapt } }
}

/** Each plan with the adapted encoder against the same plan with the original one. */
function compareStates(before: Evaluation, after: Evaluation): Comparison[] {
  const { plans, seed } = after.report
  const named = (state: string, { scores }: Evaluation): [string, RunScores][] =>
    Array.from(scores, ([name, found]) => [`${name} (${state})`, found])
  return comparePairs(
    plans.map(({ name }) => ({ a: `${name} (original)`, b: `${name} (adapted)` })),
    {
      scores: new Map([...named('original', before), ...named('adapted', after)]),
      metrics: Object.keys(plans[0]?.metrics ?? {}).map((name) => parseMetric(name)),
      seed,
    },
  )
}

const summaryOf = ({ seconds, steps, kept, reason, gate, hybridWeight }: CollectionAdaptation): AdaptSummary => ({
  seconds,
  steps,
  kept,
  reason,
  gate,
  hybridWeight,
})
