/** @file What an answer is worth to somebody who waits for it: a metric's figure, halved for each half-life of latency. */

/**
 * utility = figure · 2^(-latency / half-life), query by query. Range [0, figure].
 *
 * The half-life is the wait after which an answer is worth half as much to the people who search: about 1,000 ms where they type and look, minutes where a
 * report is compiled. It makes quality and speed one number, for a choice among plans that differ in both; it is not a measure of quality.
 *
 * @param figures     of a metric, in [0, 1]
 * @param latenciesMs of the same queries in the same order
 * @param halfLifeMs  above 0
 * @see Smucker and Clarke, "Time-Based Calibration of Effectiveness Measures", SIGIR 2012, https://doi.org/10.1145/2348283.2348300, equation 3: their
 *   decay by the time a user has spent, here for the time that the search takes
 */
export const latencyUtility = (
  figures: readonly number[],
  latenciesMs: readonly number[],
  { halfLifeMs }: { readonly halfLifeMs: number },
): number[] => figures.map((figure, query) => figure * 2 ** (-(latenciesMs[query] ?? 0) / halfLifeMs))
