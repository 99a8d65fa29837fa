/** @file How the figures of queries become one: the mean of a metric, arithmetic or geometric. */

export type MeanName = 'arithmetic' | 'geometric'

interface Scale {
  readonly scale: (figure: number) => number
  readonly unscale: (mean: number) => number
}

/** A geometric mean would be 0 because of one query at 0; trec_eval counts that as this (`gm_map`). */
const GEOMETRIC_MIN = 1e-5

/** A mean is `unscale(arithmetic mean of scale(figure))`. */
export const scales: Readonly<Record<MeanName, Scale>> = {
  arithmetic: { scale: (figure) => figure, unscale: (mean) => mean },
  geometric: { scale: (figure) => Math.log(Math.max(figure, GEOMETRIC_MIN)), unscale: Math.exp },
}
