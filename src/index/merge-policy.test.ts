import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MergePolicy, planMerge } from './merge-policy.ts'
import type { SegmentInfo } from './segment.ts'

const segment = (name: string, documents: number, deleted = 0): SegmentInfo => ({
  name,
  documents,
  deleted,
  sizeBytes: documents * 10,
})

/** What a store does: merges until nothing is left to do. */
function settle(segments: readonly SegmentInfo[], policy: MergePolicy): { segments: SegmentInfo[]; merges: number } {
  let current = [...segments]
  let merges = 0
  for (let names = planMerge(current, policy); names !== undefined; names = planMerge(current, policy)) {
    merges++
    if (merges >= 2 * segments.length) throw new Error('the policy does not come to an end')
    const merged = current.filter(({ name }) => names.includes(name))
    const documents = merged.reduce((total, { documents, deleted }) => total + documents - deleted, 0)
    current = current.filter(({ name }) => !names.includes(name))
    if (documents > 0) current.push(segment(`merge ${merges}`, documents))
  }
  return { segments: current, merges }
}

const segmentsOf = (documentsMax: number): fc.Arbitrary<SegmentInfo[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: documentsMax }), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 80,
    })
    .map((pairs) =>
      pairs.map(([documents, share], i) => segment(`s${i}`, documents, Math.floor(documents * share * share))),
    )

test('merging comes to an end, keeps every document, and no merge outgrows the limit', () => {
  fc.assert(
    fc.property(segmentsOf(5000), fc.integer({ min: 2, max: 10 }), (segments, segmentsPerTier) => {
      const policy = { segmentsPerTier, documentsMax: 5000, documentsMin: 100 }
      const settled = settle(segments, policy)
      const alive = (list: readonly SegmentInfo[]): number =>
        list.reduce((total, { documents, deleted }) => total + documents - deleted, 0)
      expect(alive(settled.segments)).toBe(alive(segments))
      expect(settled.segments.every(({ documents }) => documents <= 5000)).toBe(true)
      expect(settled.segments.every(({ documents, deleted }) => deleted <= 0.3 * documents)).toBe(true)
    }),
  )
})

test('however many batches come in, a few segments for each tier are left', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 300 }), (sizes) => {
      const policy = { segmentsPerTier: 4, documentsMin: 100, documentsMax: 1e9 }
      let segments: SegmentInfo[] = []
      sizes.forEach((documents, i) => {
        const added = [...segments, segment(`batch ${i}`, documents)]
        segments = settle(added, policy).segments.map(({ documents }, j) => segment(`${i}-${j}`, documents))
      })
      const documents = sizes.reduce((a, b) => a + b, 0)
      const tiers = 2 + Math.max(0, Math.floor(Math.log(documents / 100) / Math.log(4)))
      expect(segments.length).toBeLessThanOrEqual(3 * tiers)
    }),
  )
})

test('a document is rewritten about once for each tier', () => {
  let written = 0
  let segments: SegmentInfo[] = []
  for (let batch = 0; batch < 1000; batch++) {
    segments.push(segment(`batch ${batch}`, 1000))
    for (let names = planMerge(segments); names !== undefined; names = planMerge(segments)) {
      const chosen = names
      const documents = segments.filter(({ name }) => chosen.includes(name)).reduce((sum, s) => sum + s.documents, 0)
      written += documents
      segments = segments.filter(({ name }) => !chosen.includes(name))
      segments.push(segment(`merge ${batch} ${written}`, documents))
    }
  }
  // 1,000,000 documents in batches of 1000: up to 10,000 together at first, then by eights to 640,000.
  expect(written / 1_000_000).toBeLessThan(4.5)
  expect(segments.length).toBeLessThan(22)
})

test('a segment with many deleted documents is rewritten alone', () => {
  expect(planMerge([segment('a', 1000, 299), segment('b', 1000, 301)])).toEqual(['b'])
  expect(planMerge([segment('a', 1000, 300)])).toBeUndefined()
  expect(planMerge([segment('a', 1000, 1000)])).toEqual(['a'])
})

test('segments are rewritten first and joined afterwards: fewer than two merges for each', () => {
  const segments = Array.from({ length: 8 }, (_, i) => segment(`s${i}`, 1000, 400))
  const settled = settle(segments, { segmentsPerTier: 2, documentsMin: 1 })
  expect(settled.merges).toBe(15)
  expect(settled.segments.map(({ documents }) => documents)).toEqual([4800])
})

test('two segments that are too large together stay as they are', () => {
  const large = Array.from({ length: 20 }, (_, i) => segment(`s${i}`, 600))
  expect(planMerge(large, { documentsMax: 1000, documentsMin: 1 })).toBeUndefined()
})

test('no segments, no merge', () => {
  expect(planMerge([])).toBeUndefined()
})
