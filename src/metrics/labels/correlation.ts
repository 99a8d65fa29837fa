/**
 * @file How far two lists of figures rise together: Pearson's r of the figures, Spearman's rho of their ranks.
 *
 * r = Σ (x - mean x)(y - mean y) / √(Σ (x - mean x)² Σ (y - mean y)²); rho is r of ranks, and equal figures share the mean of their ranks. Where
 * one list is constant neither is defined (SciPy says NaN), and both are 0 here: nothing rises together.
 *
 * @see Spearman, "The proof and measurement of association between two things", 1904
 */

export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = [centred(x), centred(y)]
  let product = 0
  for (let i = 0; i < a.length; i++) product += (a[i] as number) * (b[i] as number)
  const size = Math.sqrt(squares(a) * squares(b))
  return size === 0 ? 0 : Math.max(-1, Math.min(1, product / size))
}

export const spearman = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  pearson(averageRanks(x), averageRanks(y))

/** Ranks from 1, lowest first; equal values share the mean of theirs. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(order.length)
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (const at of order.slice(from, to)) ranks[at] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

function centred(values: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  // All equal: the mean's rounding would leave differences that correlate.
  return all.every((value) => value === all[0]) ? new Float64Array(all.length) : all.map((value) => value - mean)
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)
