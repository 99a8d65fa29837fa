/**
 * @file Which conventions figures follow: evaluation programs agree on names such as nDCG@10 and differ in gain, ties, and the queries that the
 * mean is over. A dialect is a set of defaults; what a metric's own name says wins.
 */
import { dialectUnknown } from './errors.ts'
import type { MetricSettings } from './metric.ts'

export type DialectName = 'trec_eval' | 'beir' | 'mteb' | 'sentence-transformers' | 'exponential'

export interface Dialect {
  /** One line for lists. */
  readonly description: string
  /** What holds for parameters that a metric's name does not say, where it differs from trec_eval. */
  readonly parameters: Partial<Omit<MetricSettings, 'cutoff'>>
  /** What a judged query without an entry in the run means: nothing found, or left out of the mean. */
  readonly missing: 'zero' | 'skip'
  /** The same for a query whose judgements hold nothing relevant. `eval` leaves these out in every dialect, and counts them. */
  readonly unanswerable: 'zero' | 'skip'
}

/** A new dialect is a row here. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  trec_eval: {
    description:
      'trec_eval -c, ir-measures: linear gain; score as float32, ties by id descending; a missing query counts 0',
    parameters: {},
    missing: 'zero',
    unanswerable: 'zero',
  },
  beir: {
    description: 'BEIR, pytrec_eval: as trec_eval, over the queries that the run has',
    parameters: {},
    missing: 'skip',
    unanswerable: 'zero',
  },
  mteb: {
    description: 'MTEB: as BEIR, without the queries that have no relevant document',
    parameters: {},
    missing: 'skip',
    unanswerable: 'skip',
  },
  'sentence-transformers': {
    description: 'InformationRetrievalEvaluator: every relevant document gains 1; AP@k divides by at most k',
    // It compares the scores as they are, and leaves ties to chance; ours must not be left to it.
    parameters: { dcg: 'binary-log2', norm: 'cutoff', order: 'msmarco' },
    missing: 'zero',
    unanswerable: 'skip',
  },
  exponential: {
    description: 'gdeval, LightGBM, web search: gain 2^grade - 1; scores as float64, ties by id descending',
    parameters: { dcg: 'exp-log2', order: 'gdeval' },
    missing: 'zero',
    unanswerable: 'zero',
  },
}

/** @throws METRICS_DIALECT_UNKNOWN */
export function parseDialect(name: string): DialectName {
  const known = Object.keys(dialects) as DialectName[]
  const found = known.find((dialect) => dialect === name.trim().toLowerCase())
  if (found === undefined) throw dialectUnknown({ dialect: name, known })
  return found
}
