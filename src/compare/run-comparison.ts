/** @file From a request to a comparison of two plans: opens what it names, evaluates both, and explains where they differ. */
import type { EvaluationRequest } from '../evaluate/evaluation-request.ts'
import { type RunEvaluationOptions, runEvaluation } from '../evaluate/run-evaluation.ts'
import { type Evaluated, evaluateCollection, type EvaluateCollectionOptions } from '../evaluate/evaluate-collection.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import { compareEvaluated, type CompareEvaluatedOptions } from './compare-evaluated.ts'
import type { PlanComparison } from './comparison.ts'
import { plansNotTwo } from './errors.ts'

/** Deep enough to say where a document is that is not on the first page. */
const DEPTH_METRIC = 'R@100'
const METRIC_DEFAULT = 'nDCG@10'

type Told = Pick<CompareEvaluatedOptions, 'counterfactuals'> & { readonly metric?: string | undefined }

export interface CompareCollectionOptions extends Omit<EvaluateCollectionOptions, 'metrics' | 'inspect'>, Told {}

/**
 * Compares two plans on a collection, query by query.
 *
 * @throws COMPARE_PLANS_NOT_TWO and what evaluateCollection throws
 */
export async function compareCollection(
  collection: Collection,
  { metric, counterfactuals, ...options }: CompareCollectionOptions,
): Promise<PlanComparison> {
  return compared({ metric, counterfactuals, ...options }, async (metrics, inspect) => {
    await evaluateCollection(collection, { ...options, metrics, inspect })
  })
}

/**
 * The same from what a request names; see runEvaluation. The metric is the request's first.
 *
 * @throws COMPARE_PLANS_NOT_TWO and what runEvaluation throws
 */
export async function runComparison(
  project: Project,
  request: EvaluationRequest,
  options: Omit<RunEvaluationOptions, 'inspect'> & Pick<Told, 'counterfactuals'> = {},
): Promise<PlanComparison> {
  return compared({ ...options, metric: request.metrics[0] }, async (metrics, inspect) => {
    await runEvaluation(project, { ...request, metrics }, { ...options, inspect })
  })
}

async function compared(
  { metric = METRIC_DEFAULT, counterfactuals, signal, onProgress }: Omit<CompareEvaluatedOptions, 'metric'> & Told,
  evaluate: (metrics: readonly string[], inspect: (evaluated: Evaluated) => Promise<void>) => Promise<void>,
): Promise<PlanComparison> {
  const { name } = parseMetric(metric)
  let comparison: PlanComparison | undefined
  await evaluate([...new Set([name, DEPTH_METRIC])], async (evaluated) => {
    const names = evaluated.plans.map((plan) => plan.name)
    if (names.length !== 2) throw plansNotTwo({ plans: names })
    comparison = await compareEvaluated(evaluated, { metric: name, counterfactuals, signal, onProgress })
  })
  return comparison as PlanComparison
}
