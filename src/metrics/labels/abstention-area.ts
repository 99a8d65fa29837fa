/**
 * @file Whether scores say how sure a search is: the mean quality of the answers that remain when the least confident are withheld, as an area between not
 * knowing (0) and knowing best (1).
 *
 * Curve: mean quality when the 0%, 10%, ... 90% least confident queries are left out; queries that are equally confident count with their mean.
 * nAUC = (area - flat area) / (area of an oracle - flat area), areas by trapezoids.
 *
 * @see Gisserot-Boukhlef et al., "Towards trustworthy reranking: a simple yet effective abstention mechanism", TMLR 2024
 */

const RATES = Array.from({ length: 10 }, (_, i) => i / 10)

/** @returns at most 1; undefined where withholding cannot matter, as all answers are equally good */
export function abstentionArea(confidences: readonly number[], qualities: readonly number[]): number | undefined {
  if (qualities.length === 0) return undefined
  const oracle = curveOf(qualities, qualities)
  const flat = (oracle[0] as number) * (RATES.at(-1) as number)
  const best = areaUnder(oracle) - flat
  if (areaUnder(oracle) === flat) return undefined
  return (areaUnder(curveOf(confidences, qualities)) - flat) / best
}

function curveOf(confidences: readonly number[], qualities: readonly number[]): number[] {
  const order = confidences.map((_, i) => i).sort((a, b) => (confidences[a] as number) - (confidences[b] as number))
  const sorted = withTiesAveraged(order, { confidences, qualities })
  return RATES.map((rate) => {
    const withheld = Math.min(roundHalfToEven(rate * sorted.length), sorted.length - 1)
    return meanOf(sorted.slice(withheld))
  })
}

function withTiesAveraged(
  order: readonly number[],
  { confidences, qualities }: { readonly confidences: readonly number[]; readonly qualities: readonly number[] },
): number[] {
  const sorted: number[] = []
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && confidences[order[to] as number] === confidences[order[from] as number]) to++
    const mean = meanOf(order.slice(from, to).map((at) => qualities[at] as number))
    while (sorted.length < to) sorted.push(mean)
    from = to
  }
  return sorted
}

const areaUnder = (curve: readonly number[]): number =>
  curve.slice(1).reduce((sum, value, i) => {
    const width = (RATES[i + 1] as number) - (RATES[i] as number)
    return sum + (width * (value + (curve[i] as number))) / 2
  }, 0)

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** As Python rounds. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
