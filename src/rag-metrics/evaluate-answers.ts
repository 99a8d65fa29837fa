/** @file Rows and measures -> a report: the mean of each measure with its interval, every row's figures, and how many answers decline. */
import type { WorkOptions } from '../base/progress.ts'
import { bootstrapMean, type Interval } from '../evaluate/statistics/bootstrap.ts'
import { isAbstention } from './abstention-phrases.ts'
import { shouldDecline } from './abstention.ts'
import { claimsOf } from './claims.ts'
import { relevantContexts } from './context-relevance.ts'
import { ragMetricUnknown, ragMetricUnmeasurable } from './errors.ts'
import { type OpenModels, prepareModels } from './models.ts'
import type { PreparedRow, RagMetric } from './rag-metric.ts'
import { ragMetricsTable } from './rag-metrics-table.ts'
import type { RagRow } from './rag-row.ts'
import { COLUMN_NAMES } from './read-rag-rows.ts'
import { evidenceOf, SUPPORTED } from './support.ts'
import { ENTAILED } from './entailment.ts'

export interface RagReport {
  readonly rows: number
  /** By measure, in the order of the table. */
  readonly metrics: Readonly<Record<string, Interval>>
  readonly perRow: readonly { readonly line: number; readonly scores: Readonly<Record<string, number>> }[]
  readonly answers: {
    readonly empty: number
    /** Empty ones included. */
    readonly declined: number
    readonly shouldDecline: number
    readonly declinedRightly: number
  }
  /** Measures that were left out, and why. */
  readonly leftOut: Readonly<Record<string, string>>
  readonly settings: {
    readonly encoder: string | undefined
    readonly reranker: string | undefined
    readonly supported: number
    readonly entailed: number
    readonly seed: number
  }
}

export interface RagOptions extends OpenModels, WorkOptions {
  /** Names or aliases; default: all that the columns and models allow. */
  readonly metrics?: readonly string[] | undefined
  readonly seed: number
}

/** @throws RAG_METRIC_UNKNOWN, RAG_METRIC_UNMEASURABLE for one that is named */
export async function evaluateAnswers(rows: readonly RagRow[], options: RagOptions): Promise<RagReport> {
  const named = options.metrics?.map(findName)
  const prepared = rows.map(prepare)
  const leftOut: Record<string, string> = {}
  const chosen = Object.entries(ragMetricsTable).filter(([name, metric]) => {
    if (named !== undefined && !named.includes(name)) return false
    const obstacle = obstacleOf(metric, prepared, { ...options, isNamed: named !== undefined })
    if (obstacle === undefined) return true
    if (named !== undefined) throw ragMetricUnmeasurable({ metric: name, ...obstacle })
    leftOut[name] = obstacle.lacks
    return false
  })
  const scores = await measureRows(prepared, { chosen, options })
  const { encoder, reranker, seed } = options
  return {
    rows: rows.length,
    metrics: Object.fromEntries(
      chosen.map(([name]) => [
        name,
        bootstrapMean(
          scores.map((row) => row[name] ?? 0),
          { seed },
        ),
      ]),
    ),
    perRow: rows.map(({ place }, i) => ({ line: place.line ?? place.row ?? i + 1, scores: scores[i] ?? {} })),
    answers: countAnswers(prepared),
    leftOut,
    settings: { encoder: encoder?.ref, reranker: reranker?.ref, supported: SUPPORTED, entailed: ENTAILED, seed },
  }
}

/** Checked before rows are read or models opened. @throws RAG_METRIC_UNKNOWN */
export function findName(name: string): string {
  const wanted = name.toLowerCase()
  const found = Object.entries(ragMetricsTable).find(
    ([known, { aliases }]) => known === wanted || aliases.includes(wanted),
  )
  if (found === undefined) throw ragMetricUnknown({ metric: name, known: Object.keys(ragMetricsTable) })
  return found[0]
}

function prepare(row: RagRow): PreparedRow {
  const evidence = row.contexts.map(evidenceOf)
  const claims = claimsOf(row.response)
  return {
    ...row,
    claims,
    // An answer that declines and then answers nevertheless has claims.
    isDeclined: row.response.trim() === '' || (claims.length === 0 && isAbstention(row.response)),
    evidence,
    relevantContexts: relevantContexts(row, evidence),
  }
}

interface Obstacle {
  readonly lacks: string
  readonly cure: string
}

function obstacleOf(
  { needs, needsModel, isFor }: RagMetric,
  rows: readonly PreparedRow[],
  { encoder, reranker, isNamed }: OpenModels & { readonly isNamed: boolean },
): Obstacle | undefined {
  const [first] = rows
  const missing = needs.find(
    (column) => first?.[column] === undefined && !(column === 'references' && first?.referenceContexts !== undefined),
  )
  if (missing !== undefined) {
    const names = COLUMN_NAMES[missing].join(' or ')
    return { lacks: `the column ${names}`, cure: `Add the column ${names}` }
  }
  if (needsModel === 'encoder' && encoder === undefined) return { lacks: 'an encoder', cure: 'Pass --encoder' }
  if (needsModel === 'reranker' && reranker === undefined) return { lacks: 'a reranker', cure: 'Pass --reranker' }
  if (!isNamed && isFor?.(rows) === false) return { lacks: 'citations such as [1] in the answers', cure: '' }
  return undefined
}

async function measureRows(
  rows: readonly PreparedRow[],
  {
    chosen,
    options: { signal, onProgress, encoder, reranker },
  }: { readonly chosen: readonly (readonly [string, RagMetric])[]; readonly options: RagOptions },
): Promise<Record<string, number>[]> {
  const needs = (model: RagMetric['needsModel']): boolean => chosen.some(([, { needsModel }]) => needsModel === model)
  const models = await prepareModels(rows, {
    encoder: needs('encoder') ? encoder : undefined,
    reranker,
    signal,
    onProgress,
  })
  const scores: Record<string, number>[] = []
  for (const row of rows) {
    signal?.throwIfAborted()
    const figures: Record<string, number> = {}
    for (const [name, { measure }] of chosen) figures[name] = await measure(row, models)
    scores.push(figures)
    onProgress?.({ stage: 'measuring', done: scores.length, total: rows.length, unit: 'answers' })
  }
  return scores
}

function countAnswers(rows: readonly PreparedRow[]): RagReport['answers'] {
  const count = (holds: (row: PreparedRow) => boolean): number => rows.filter(holds).length
  return {
    empty: count(({ response }) => response.trim() === ''),
    declined: count(({ isDeclined }) => isDeclined),
    shouldDecline: count(shouldDecline),
    declinedRightly: count((row) => row.isDeclined && shouldDecline(row)),
  }
}
