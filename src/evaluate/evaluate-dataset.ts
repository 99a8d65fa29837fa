/** @file From a data set to a report: index it in memory, encode its queries, run the plans on its judgements. */
import type { WorkOptions } from '../base/progress.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Judgements, Query } from '../data/document.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Collection } from '../store/collection.ts'
import type { NewCollection, Project } from '../store/project.ts'
import { planFor } from '../search/plan-for.ts'
import type { PlanReference } from '../search/plan.ts'
import { spacesOf } from '../search/stages/stages-table.ts'
import { depthOf, type Evaluation, evaluatePlans } from './evaluate-plans.ts'
import { noJudgements } from './errors.ts'
import { encodeQueries } from './query-vectors.ts'

export interface PlanToEvaluate {
  readonly name: string
  readonly plan: PlanReference
}

export interface EvaluateDatasetOptions extends WorkOptions {
  readonly split: string
  readonly plans: readonly PlanToEvaluate[]
  readonly metrics: readonly Metric[]
  /** The encoder of each space that the plans search. */
  readonly encoderOf: (space: string) => Promise<Encoder>
  readonly ignoreIdenticalIds: boolean
  readonly seed: number
}

/** What the collection made of a data set is called. */
const COLLECTION = 'dataset'

/** Puts a data set's documents in a new collection, one whose fields are BEIR's `title` and `text` unless `settings` say otherwise. */
export async function indexDataset(
  project: Project,
  dataset: Dataset,
  { settings, ...work }: { readonly settings: NewCollection } & WorkOptions,
): Promise<Collection> {
  const collection = await project.createCollection(COLLECTION, settings)
  await collection.add(dataset.documents(), work)
  return collection
}

/**
 * Evaluates plans on a collection that holds the data set's documents. Queries that no document answers (no grade above 0) are left out: no
 * ranking of theirs is better than another. The report counts them.
 *
 * @throws EVALUATE_NO_JUDGEMENTS, what the data set, encoders and searches throw
 */
export async function evaluateDataset(
  collection: Collection,
  dataset: Dataset,
  { split, encoderOf, ...options }: EvaluateDatasetOptions,
): Promise<Evaluation> {
  const [judged, judgements] = await Promise.all([dataset.queries(split), dataset.judgements(split)])
  const queries = judged.filter(({ id }) => isAnswerable(judgements, id))
  if (queries.length === 0) throw noJudgements({ dataset: dataset.name, split })
  const depth = depthOf(options.metrics)
  const plans = await Promise.all(
    options.plans.map(async ({ name, plan }) => ({ name, plan: await planFor(collection, plan, { depth }) })),
  )
  const spaces = new Set(plans.flatMap(({ plan }) => spacesOf(plan.retrieve)))
  const queryVectors = Object.fromEntries(
    await Promise.all(
      [...spaces].map(async (space) => [space, await encodeQueries(await encoderOf(space), queries, options)]),
    ),
  ) as Record<string, Awaited<ReturnType<typeof encodeQueries>>>
  return evaluatePlans(collection, {
    ...options,
    plans,
    queries,
    judgements: judgementsOf(queries, judgements),
    queryVectors,
    dataset: {
      name: dataset.name,
      split,
      hash: await dataset.hash(),
      documents: await collection.count(),
      queries: queries.length,
      unanswerable: judged.length - queries.length,
    },
  })
}

const isAnswerable = (judgements: Judgements, id: string): boolean =>
  [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0)

const judgementsOf = (queries: readonly Query[], judgements: Judgements): Judgements =>
  new Map(queries.map(({ id }) => [id, judgements.get(id) ?? new Map()]))
