/** @file How far judges agree on the pairs that several of them graded. */
import { cohenKappa } from './cohen-kappa.ts'
import { krippendorffAlpha } from './krippendorff-alpha.ts'

export interface GradedRow {
  readonly judge: string
  readonly queryId: string
  readonly docId: string
  readonly grade: number
}

/** Two judges on the pairs that both graded. Kappa is null where both gave one and the same grade to everything. */
export interface KappaOfTwo {
  readonly judges: readonly [string, string]
  readonly pairs: number
  readonly plain: number | null
  readonly linear: number | null
  readonly quadratic: number | null
}

/** Of pairs that two judges or more graded. */
export interface Agreement {
  readonly judges: readonly string[]
  readonly pairs: number
  /** For each two judges with grades in common. */
  readonly kappa: readonly KappaOfTwo[]
  /** Krippendorff's, for ordinal grades; null where all grades are the same. */
  readonly alpha: number | null
}

/** @param pairs the rows of each query and document; undefined where no pair has two judges */
export function measureAgreement(pairs: readonly (readonly GradedRow[])[]): Agreement | undefined {
  const shared = pairs.filter(({ length }) => length > 1)
  if (shared.length === 0) return undefined
  const judges = [...new Set(shared.flat().map(({ judge }) => judge))]
  const ratings = judges.map((judge) => shared.map((rows) => rows.find((row) => row.judge === judge)?.grade))
  return {
    judges,
    pairs: shared.length,
    kappa: judges.flatMap((first, i) =>
      judges
        .slice(i + 1)
        .flatMap((second, j) => kappaOf([first, second], [ratings[i] ?? [], ratings[i + 1 + j] ?? []])),
    ),
    alpha: orNull(krippendorffAlpha(ratings, 'ordinal')),
  }
}

type Ratings = readonly (number | undefined)[]

function kappaOf(judges: readonly [string, string], [first, second]: readonly [Ratings, Ratings]): KappaOfTwo[] {
  const both = first.flatMap((a, item) => {
    const b = second[item]
    return a === undefined || b === undefined ? [] : [{ a, b }]
  })
  if (both.length === 0) return []
  const [x, y] = [both.map(({ a }) => a), both.map(({ b }) => b)]
  const kappa = (weighting: 'none' | 'linear' | 'quadratic'): number | null => orNull(cohenKappa(x, y, { weighting }))
  return [{ judges, pairs: both.length, plain: kappa('none'), linear: kappa('linear'), quadratic: kappa('quadratic') }]
}

/** JSON has no NaN. */
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
