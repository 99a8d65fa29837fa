/** @file The normal distribution and Student's, as probabilities and back: what tests and intervals are read from. */

/** Probability that a standard normal value is at most x. Absolute error below 1e-14. */
export const normalProbability = (x: number): number =>
  x < 0 ? upperGamma((x * x) / 2) / 2 : 1 - upperGamma((x * x) / 2) / 2

/** @param probability in (0, 1) */
export const normalQuantile = (probability: number): number => invert(normalProbability, probability, 40)

/** Probability that Student's t with `degrees` degrees of freedom is at least |t| away from 0, on either side. */
export const studentTwoSided = (t: number, degrees: number): number =>
  Number.isFinite(t) ? incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) : 0

/** The t that is exceeded, on either side, with `probability` in (0, 1). */
export const studentQuantile = (probability: number, degrees: number): number =>
  invert((t) => 1 - studentTwoSided(t, degrees), 1 - probability, 1e6)

/** Where a rising function has a value, by halving the interval up to `bound` on both sides until it is as narrow as numbers are. */
function invert(rising: (x: number) => number, value: number, bound: number): number {
  let [low, high] = [-bound, bound]
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2
    if (rising(middle) < value) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const STEPS_MAX = 1000
const TINY = 1e-300

/** Γ(1/2, x) / Γ(1/2) = erfc(√x): a series where it converges fast, else a continued fraction (Abramowitz and Stegun 6.5.29, 6.5.31). */
function upperGamma(x: number): number {
  if (x === 0) return 1
  const front = Math.exp(-x) * Math.sqrt(x / Math.PI)
  if (x < 2) {
    let [term, sum] = [2, 2]
    for (let n = 1; n < STEPS_MAX && term > sum * 1e-17; n++) sum += term *= x / (n + 0.5)
    return 1 - front * sum
  }
  return front * continuedFraction((n) => ({ a: n === 0 ? 1 : -n * (n - 0.5), b: x + 2 * n + 0.5 }))
}

/** I_x(a, b), the regularised incomplete beta function (Abramowitz and Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  // The fraction converges fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a
  return front * continuedFraction((n) => ({ a: n === 0 ? 1 : betaTerm(n, { x, a, b }), b: 1 }))
}

function betaTerm(n: number, { x, a, b }: { readonly x: number; readonly a: number; readonly b: number }): number {
  const m = n >> 1
  return n % 2 === 0
    ? (m * (b - m) * x) / ((a + n - 1) * (a + n))
    : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n))
}

/** a0 / (b0 + a1 / (b1 + ...)), by the method of Lentz. */
function continuedFraction(term: (n: number) => { readonly a: number; readonly b: number }): number {
  let [value, c, d] = [TINY, TINY, 0]
  for (let n = 0; n < STEPS_MAX; n++) {
    const { a, b } = term(n)
    d = 1 / (b + a * d || TINY)
    c = b + a / c || TINY
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return value
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** Stirling's series, from an argument that is large enough for it. */
function logGamma(x: number): number {
  if (x < 15) return logGamma(x + 1) - Math.log(x)
  const inverse = 1 / (x * x)
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series / x
}
