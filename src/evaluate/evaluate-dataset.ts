/** @file From a data set to a report: its documents in a collection, its queries, the plans on its judgements. */
import { findLeaks } from '../audit/find-leaks.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Collection } from '../store/collection.ts'
import type { NewCollection, Project } from '../store/project.ts'
import { evaluate, type EvaluateOptions, type Evaluation } from './evaluate-collection.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { counted, type Warning } from './warnings.ts'

export interface EvaluateDatasetOptions extends EvaluateOptions {
  /** Whose judgements to use. Default: test. */
  readonly split?: string | undefined
  readonly request?: EvaluationRequest | undefined
}

/** Name of the collection made from a data set. */
const COLLECTION = 'dataset'
const SPLIT_DEFAULT = 'test'

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
 * Evaluates plans on a collection that holds the data set's documents; see `evaluateCollection`.
 *
 * @throws what the data set and evaluateCollection throw
 */
export async function evaluateDataset(
  collection: Collection,
  dataset: Dataset,
  { split = SPLIT_DEFAULT, ...options }: EvaluateDatasetOptions = {},
): Promise<Evaluation> {
  // With one split, every query is there for it; with several, most are there for another.
  const expectsAllJudged = dataset.splits.length === 1
  const [judged, judgements] = await Promise.all([dataset.queries(split), dataset.judgements(split)])
  const queries = expectsAllJudged ? await dataset.queries() : judged
  return evaluate(collection, {
    ...options,
    queries,
    judgements,
    name: dataset.name,
    split,
    hash: await dataset.hash(),
    expectsAllJudged,
    warnings: await warnOfLeaks(dataset, split, options),
  })
}

/** Where another split has the same queries, what was trained or tuned there is measured on what it has seen. */
async function warnOfLeaks(dataset: Dataset, split: string, { signal }: WorkOptions): Promise<Warning[]> {
  const leaks = await findLeaks(dataset, split, { signal })
  const [first] = leaks
  if (first === undefined) return []
  const [one, many] = [
    'query of this split is, or nearly is, in another one',
    'queries of this split are, or nearly are, in another one',
  ]
  const message = `${counted(leaks.length, [one, many])}, so that what was trained or tuned there looks better here than it is. The first: ${first.message} "attune data check" lists them.`
  return [{ code: 'queries-leaked', message, count: leaks.length, first: first.ids[0] ?? '' }]
}
