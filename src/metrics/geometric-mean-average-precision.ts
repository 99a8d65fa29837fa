/** @file GMAP: average precision whose mean over queries is geometric, so that the poorly answered ones count most. */
import { averagePrecision } from './average-precision.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * GMAP = exp(mean over queries of ln max(AP, 0.00001)). Range [0.00001, 1]. A query's own figure is its AP (trec_eval prints the logarithm).
 *
 * From 0.01 to 0.02 counts as much as from 0.4 to 0.8: the measure for "no query may fail".
 *
 * @see Robertson, "On GMAP and Other Transformations", CIKM 2006, https://doi.org/10.1145/1183614.1183630; trec_eval `gm_map`
 */
export const geometricMeanAveragePrecision: MetricDefinition = {
  description: 'geometric mean of AP over queries',
  aliases: ['gm_map'],
  cutoff: 'none',
  mean: 'geometric',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: averagePrecision.measure,
}
