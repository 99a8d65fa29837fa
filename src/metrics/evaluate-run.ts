/** @file Evaluates a run: every metric for every judged query, and the means. */
import type { Grades, Judgements, Run, ScoredDocument } from '../data/document.ts'
import { noJudgedQueries } from './errors.ts'
import { type GradedRanking, gradeResults, poolOf } from './graded-ranking.ts'
import { scales } from './mean.ts'
import type { Metric } from './metric.ts'
import { type OrderName, orderResults } from './result-order.ts'

export interface EvaluateRunOptions {
  readonly metrics: readonly Metric[]
  /**
   * What a judged query that the run has no entry for means. 'zero' (default): an answer that found nothing, counted in the mean, as
   * `trec_eval -c` and ir-measures do; anything else would reward a system for not answering. 'skip': left out, as pytrec_eval and plain
   * trec_eval do. An entry without results is an answer that found nothing in both.
   */
  readonly missing?: 'zero' | 'skip'
  /** What a query whose judgements hold nothing relevant means. Default 'zero', as in trec_eval. */
  readonly unanswerable?: 'zero' | 'skip'
}

/** Scores of one query by the metrics' names. */
type QueryScores = Readonly<Record<string, number>>

export interface RunScores {
  /** Means over the queries of `perQuery`, by the metrics' names. */
  readonly means: QueryScores
  /** By query id, in the order of the judgements. */
  readonly perQuery: ReadonlyMap<string, QueryScores>
  /** Judged queries that the run has no entry for. */
  readonly missingQueries: number
  /** Queries of the run without judgements, left out. */
  readonly extraQueries: number
  /** Judged queries of which no document has a grade above 0. */
  readonly unanswerableQueries: number
}

/**
 * Scores a run.
 *
 * @throws METRICS_NO_JUDGED_QUERIES where no query is left for the means; METRICS_SCORE_NAN, METRICS_RESULT_REPEATED
 */
export function evaluateRun(judgements: Judgements, run: Run, options: EvaluateRunOptions): RunScores {
  const { metrics, missing = 'zero', unanswerable = 'zero' } = options
  const perQuery = new Map<string, QueryScores>()
  let [missingQueries, unanswerableQueries] = [0, 0]
  for (const [queryId, grades] of judgements) {
    const ranking = run.get(queryId)
    const isAnswerable = [...grades.values()].some((grade) => grade > 0)
    if (ranking === undefined) missingQueries++
    if (!isAnswerable) unanswerableQueries++
    if ((ranking !== undefined || missing === 'zero') && (isAnswerable || unanswerable === 'zero'))
      perQuery.set(queryId, scoreQuery(grades, ranking ?? [], { metrics, queryId }))
  }
  if (perQuery.size === 0) throw noJudgedQueries({ judgedQueries: judgements.size, runQueries: run.size })
  return {
    means: Object.fromEntries(metrics.map((metric) => [metric.name, meanOf(perQuery, metric)])),
    perQuery,
    missingQueries,
    unanswerableQueries,
    extraQueries: run.size - (judgements.size - missingQueries),
  }
}

function scoreQuery(
  grades: Grades,
  ranking: readonly ScoredDocument[],
  { metrics, queryId }: { readonly metrics: readonly Metric[]; readonly queryId: string },
): QueryScores {
  const pool = poolOf(grades)
  // Ordering and looking up grades cost more than all metrics together, so each dialect does it once.
  const ordered = new Map<OrderName, GradedRanking>()
  const scores: Record<string, number> = {}
  for (const { name, order, measure } of metrics) {
    let view = ordered.get(order)
    if (view === undefined) {
      view = { grades: gradeResults(orderResults(ranking, order, { queryId }), grades, { queryId }), ...pool }
      ordered.set(order, view)
    }
    scores[name] = measure(view)
  }
  return scores
}

function meanOf(perQuery: ReadonlyMap<string, QueryScores>, { name, mean }: Metric): number {
  const { scale, unscale } = scales[mean]
  let sum = 0
  for (const scores of perQuery.values()) sum += scale(scores[name] ?? 0)
  return unscale(sum / perQuery.size)
}
