/** @file Agreement as scikit-learn and krippendorff have it. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { cohenKappa } from './cohen-kappa.ts'
import { krippendorffAlpha, type Level } from './krippendorff-alpha.ts'

interface Agreement {
  readonly raters: readonly (readonly number[])[]
  readonly raters_missing: readonly (readonly (number | null)[])[]
  readonly cohen_kappa: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly krippendorff_alpha: Readonly<Record<Level, { readonly complete: number; readonly missing: number }>>
}

const path = goldenFile('metrics', 'agreement.json')
const golden = path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Agreement)

describe.skipIf(golden === undefined)('metrics/agreement.json', () => {
  const { raters, raters_missing, cohen_kappa, krippendorff_alpha } = golden ?? ({} as Agreement)

  test.each(Object.entries(cohen_kappa ?? {}))('kappa of the judges %s, plain and weighted', (pair, figures) => {
    const [a = [], b = []] = pair.split('-').map((judge) => raters[Number(judge)])
    expect(cohenKappa(a, b)).toBeCloseTo(figures['None'] ?? Number.NaN, 12)
    for (const weighting of ['linear', 'quadratic'] as const)
      expect(cohenKappa(a, b, { weighting })).toBeCloseTo(figures[weighting] ?? Number.NaN, 12)
  })

  test.each(Object.entries(krippendorff_alpha ?? {}))(
    'alpha at the level %s, complete and with gaps',
    (level, figures) => {
      expect(krippendorffAlpha(raters, level as Level)).toBeCloseTo(figures.complete, 9)
      const gaps = raters_missing.map((judge) => judge.map((rating) => rating ?? undefined))
      expect(krippendorffAlpha(gaps, level as Level)).toBeCloseTo(figures.missing, 9)
    },
  )
})

test('full agreement is 1; one and the same grade for everything says nothing', () => {
  expect(cohenKappa([0, 1, 2], [0, 1, 2], { weighting: 'linear' })).toBe(1)
  expect(cohenKappa([1, 1], [1, 1])).toBeNaN()
  expect(
    krippendorffAlpha(
      [
        [0, 1],
        [0, 1],
      ],
      'ordinal',
    ),
  ).toBe(1)
  expect(
    krippendorffAlpha(
      [
        [0, undefined],
        [undefined, 1],
      ],
      'nominal',
    ),
  ).toBeNaN()
})

test('lists of different lengths are refused', () => {
  expect(() => cohenKappa([1], [1, 2])).toThrow(expect.objectContaining({ code: 'JUDGE_RATINGS_INVALID' }))
  expect(() => krippendorffAlpha([[1], []], 'nominal')).toThrow(
    expect.objectContaining({ code: 'JUDGE_RATINGS_INVALID' }),
  )
})
