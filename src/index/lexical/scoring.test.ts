import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CollectionStatistics, createScorer, formulaNames } from './scoring.ts'

const statistics: CollectionStatistics = { documents: 1000, averageLength: 20, meanOverVocabulary: () => 3 }
const frequencies = fc.integer({ min: 1, max: 1000 })
const counts = fc.integer({ min: 1, max: 500 })
const lengths = fc.integer({ min: 1, max: 2000 })

describe.each(formulaNames)('%s', (formula) => {
  const { idf, impact, absentPart } = createScorer({ formula }, statistics)

  test('a word never counts against a document', () => {
    fc.assert(fc.property(frequencies, (df) => idf(df) >= 0))
    fc.assert(fc.property(counts, lengths, (tf, length) => impact(tf, length) >= 0))
    expect(absentPart).toBeGreaterThanOrEqual(0)
  })

  test('a word that stands there more often counts no less', () => {
    fc.assert(fc.property(counts, lengths, (tf, length) => impact(tf + 1, length) >= impact(tf, length)))
  })

  test('a rarer word counts no less, but for the floor under common ones', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 499 }), (df) => idf(df) >= idf(df + 1)))
  })

  test('the same word in a longer document counts no more', () => {
    fc.assert(fc.property(counts, lengths, (tf, length) => impact(tf, length) >= impact(tf, length + 1)))
  })
})

test('parameters left out take the defaults of the formula', () => {
  const { impact } = createScorer({ formula: 'lucene' }, statistics)
  expect(impact(2, 20)).toBeCloseTo(2 / (2 + 0.9), 12)
  const { impact: ofPackage } = createScorer({ formula: 'rank-bm25-okapi' }, statistics)
  expect(ofPackage(2, 20)).toBeCloseTo((2 * 2.5) / (2 + 1.5), 12)
})
