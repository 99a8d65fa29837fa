/** @file Every metric, by the name that it is printed with. */
import { averagePrecision } from './average-precision.ts'
import { bpref } from './bpref.ts'
import { expectedReciprocalRank } from './expected-reciprocal-rank.ts'
import { geometricMeanAveragePrecision } from './geometric-mean-average-precision.ts'
import { inferredAveragePrecision } from './inferred-average-precision.ts'
import { judged } from './judged.ts'
import type { MetricDefinition } from './metric.ts'
import { ndcg } from './ndcg.ts'
import { precision } from './precision.ts'
import { rPrecision } from './r-precision.ts'
import { qMeasure } from './q-measure.ts'
import { rankBiasedPrecision } from './rank-biased-precision.ts'
import { recall } from './recall.ts'
import { reciprocalRank } from './reciprocal-rank.ts'
import { setAveragePrecision } from './set-average-precision.ts'
import { setF } from './set-f.ts'
import { setPrecision } from './set-precision.ts'
import { setRecall } from './set-recall.ts'
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
  ERR: expectedReciprocalRank,
  RBP: rankBiasedPrecision,
  Bpref: bpref,
  infAP: inferredAveragePrecision,
  Q: qMeasure,
  SetP: setPrecision,
  SetR: setRecall,
  SetF: setF,
  SetAP: setAveragePrecision,
  GMAP: geometricMeanAveragePrecision,
}
