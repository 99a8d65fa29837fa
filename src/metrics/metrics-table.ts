/** @file Every metric, by the name that it is printed with. */
import { averagePrecision } from './average-precision.ts'
import { judged } from './judged.ts'
import type { MetricDefinition } from './metric.ts'
import { ndcg } from './ndcg.ts'
import { precision } from './precision.ts'
import { rPrecision } from './r-precision.ts'
import { recall } from './recall.ts'
import { reciprocalRank } from './reciprocal-rank.ts'
import { success } from './success.ts'

/** Names as ir_measures has them. A new metric is a file and a line here; parsing, errors and tests read this table. */
export const metricsTable: Readonly<Record<string, MetricDefinition>> = {
  nDCG: ndcg,
  AP: averagePrecision,
  RR: reciprocalRank,
  P: precision,
  R: recall,
  Rprec: rPrecision,
  Success: success,
  Judged: judged,
}
