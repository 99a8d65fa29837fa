/**
 * @file Whether the difference between two systems could be chance, by Fisher's paired randomisation (sign-flip) test: if the systems were the same, each
 * query's difference might as well have had the other sign. How often is the mean then as far from 0 as the one that we saw?
 */
import { createRandom } from '../../base/random.ts'
import { differencesOf } from './paired-figures.ts'

export interface RandomisationTest {
  /** Two-sided p value, in (0, 1]. */
  readonly p: number
  /** 'exact': all sign assignments were counted. 'monte-carlo': a seeded sample of them. */
  readonly method: 'exact' | 'monte-carlo'
  /** How many sign assignments were looked at. */
  readonly permutations: number
}

export interface RandomisationOptions {
  /** Equal seeds give equal p values. Not used where the test is exact. */
  readonly seed: number
  /** Of Monte Carlo. Default 100,000: p near 0.05 is then good to about 0.0007 (standard error), as Smucker et al. recommend. */
  readonly permutations?: number
}

/** Up to this many queries that differ, all 2^n assignments are counted: no more of them than Monte Carlo takes by default. */
const EXACT_MAX = 16
/** Flipped together, by one table look-up. */
const GROUP = 8
/** Sums that are equal in the reals may differ by rounding; relative to the sum of all differences. */
const TOLERANCE = 1e-12

/**
 * Two-sided paired randomisation test on the difference of means. Supposes nothing about how the figures are distributed. Queries on which
 * both are equal do not matter to it.
 *
 * Exact: p = |assignments with |mean| >= |observed|| / 2^n. Monte Carlo: p = (count + 1) / (permutations + 1), which counts the observed
 * assignment and so is never 0 (Phipson and Smyth, 2010).
 *
 * @param after  one figure for each query
 * @param before of the same queries in the same order
 * @throws STATISTICS_FIGURES_UNPAIRED, STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 * @see Smucker, Allan and Carterette, CIKM 2007, https://doi.org/10.1145/1321440.1321528, section 3.1
 */
export function randomisationTest(
  after: ArrayLike<number>,
  before: ArrayLike<number>,
  { seed, permutations = 100_000 }: RandomisationOptions,
): RandomisationTest {
  const differences = differencesOf(after, before).filter((difference) => difference !== 0)
  const tables = flipTables(differences)
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0))
  const least = observed - TOLERANCE * differences.reduce((sum, value) => sum + Math.abs(value), 0)
  if (differences.length <= EXACT_MAX) {
    const all = 2 ** differences.length
    let assignment = 0
    const count = countExtreme(tables, { assignments: all, nextSigns: () => assignment++, least })
    return { p: count / all, method: 'exact', permutations: all }
  }
  const { below } = createRandom(seed)
  const count = countExtreme(tables, { assignments: permutations, nextSigns: () => below(2 ** 32), least })
  return { p: (count + 1) / (permutations + 1), method: 'monte-carlo', permutations }
}

/**
 * A row of 256 sums for each eight differences: entry `bits` is their sum, those whose bit is set being negated. One look-up then stands for
 * eight additions, and a p value from 100,000 permutations of 300 queries takes milliseconds.
 */
function flipTables(differences: Float64Array): Float64Array[] {
  return Array.from({ length: Math.ceil(differences.length / GROUP) }, (_, group) => {
    const members = differences.subarray(group * GROUP, (group + 1) * GROUP)
    return Float64Array.from({ length: 2 ** GROUP }, (_, bits) =>
      members.reduce((sum, value, bit) => sum + ((bits >>> bit) & 1 ? -value : value), 0),
    )
  })
}

/** How many sign assignments give a sum at least `least` away from 0. `nextSigns` gives 32 signs, for four tables. */
function countExtreme(
  tables: readonly Float64Array[],
  {
    assignments,
    nextSigns,
    least,
  }: { readonly assignments: number; readonly nextSigns: () => number; readonly least: number },
): number {
  let count = 0
  for (let assignment = 0; assignment < assignments; assignment++) {
    let [sum, signs] = [0, 0]
    for (let i = 0; i < tables.length; i++) {
      signs = i % 4 === 0 ? nextSigns() : signs >>> GROUP
      sum += (tables[i] as Float64Array)[signs & (2 ** GROUP - 1)] as number
    }
    if (Math.abs(sum) >= least) count++
  }
  return count
}
