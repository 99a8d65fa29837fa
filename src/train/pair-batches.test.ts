import { expect, test } from 'vitest'
import { createRandom } from '../base/random.ts'
import { createPairBatches } from './pair-batches.ts'
import type { TrainingText } from './training-text.ts'

/** Twenty tokens of its own in each document, by number. */
const text = (number: number, title: number[] = []): TrainingText => ({
  title,
  titleText: '',
  sentences: [
    Array.from({ length: 10 }, (_, i) => 1 + number * 20 + i),
    Array.from({ length: 10 }, (_, i) => 11 + number * 20 + i),
  ],
  sentenceTexts: ['', ''],
  headed: [],
})

const batchOf = (
  texts: TrainingText[],
  shares: Parameters<typeof createPairBatches>[1]['shares'],
): [number, number][] => {
  const { pairs } = createPairBatches(texts, { tokenCount: 1000, random: createRandom(2), shares })()
  const list = pairs?.notNegatives ?? new Int32Array()
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i] ?? 0, list[2 * i + 1] ?? 0])
}

test('different documents are negatives of each other', () => {
  expect(batchOf([text(0), text(1), text(2)], { 'sentence-rest': 1 })).toEqual([])
})

test('a copy of a document is no negative, in either direction', () => {
  const found = batchOf([text(0), text(1), text(0), text(3)], { 'sentence-rest': 1 })
  expect(found).toHaveLength(2)
  expect(found[0]?.toReversed()).toEqual(found[1])
})

test('documents that share a title are no negatives where the title is the anchor', () => {
  const texts = [text(0, [900]), text(1, [900]), text(2, [901])]
  expect(batchOf(texts, { 'title-text': 1 })).toHaveLength(2)
  expect(batchOf(texts, { 'sentence-rest': 1 })).toEqual([])
})

test('a document of which nothing can be made is left out', () => {
  const label: TrainingText = { ...text(5), sentences: [[7]] }
  const { pairs } = createPairBatches([text(0), label], {
    tokenCount: 1000,
    random: createRandom(2),
    shares: { 'sentence-rest': 1 },
  })()
  expect(pairs?.anchors.offsets).toHaveLength(2)
})
