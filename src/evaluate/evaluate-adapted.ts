/**
 * @file The same plans before and after the encoder is adapted to the documents: what adapting is worth on judged queries. Adapting sees the documents
 * only, never queries or judgements.
 */
import { adaptCollection, type AdaptCollectionOptions, type CollectionAdaptation } from '../adapt/adapt-collection.ts'
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import type { Evaluation } from './evaluate-collection.ts'
import type { AdaptSummary } from './report.ts'

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
  return { ...after, report: { ...after.report, before: before.report.plans, adapt: summaryOf(adaptation) } }
}

const summaryOf = ({ seconds, steps, kept, reason, gate, hybridWeight }: CollectionAdaptation): AdaptSummary => ({
  seconds,
  steps,
  kept,
  reason,
  gate,
  hybridWeight,
})
