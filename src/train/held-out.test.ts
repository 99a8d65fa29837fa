import { describe, expect, test } from 'vitest'
import { createRandom } from '../base/random.ts'
import { type Given, makeHeldOut } from './held-out.ts'
import { trainingTextOf, type TrainingText } from './training-text.ts'

const tokensOf = (text: string): number[] => Array.from(text.matchAll(/\w+/g), ([word]) => word.length)

const read = (title: string, text: string): TrainingText =>
  trainingTextOf({ id: '1', fields: { title, text } }, { fields: ['title', 'text'], tokensOf })

const BODY = 'The first sentence of a text stands here. The second one comes after it.'
const held = (texts: readonly TrainingText[], given: readonly Given[]): ReturnType<typeof makeHeldOut> =>
  makeHeldOut(texts, new Map(given.entries()), { random: createRandom(1), tokensOf })

describe('what is held out', () => {
  test('training sees every document, without the title or the sentence that is asked for', () => {
    const texts = Array.from({ length: 40 }, (_, i) => read(`Title number${i}`, BODY))
    const { queries, training, documents } = held(
      texts,
      texts.map(() => 'either'),
    )
    expect(training).toHaveLength(40)
    const titles = queries.filter(({ kind }) => kind === 'title').map(({ target }) => target)
    const sentences = queries.filter(({ kind }) => kind === 'sentence')
    expect(titles.length).toBeGreaterThan(5)
    expect(titles.length + sentences.length).toBe(40)
    for (const target of titles) {
      expect(training[target]).toMatchObject({ titleText: '', title: [] })
      expect(training[target]?.sentences).toEqual(texts[target]?.sentences)
    }
    for (const { target, text } of sentences) {
      expect(training[target]?.sentenceTexts).not.toContain(text)
      expect(training[target]?.headed).toEqual([])
      expect(documents[target]?.sentenceTexts).not.toContain(text)
    }
  })

  test('documents that were not asked, or have no such text, are whole', () => {
    const texts = [read('', BODY), read('Two', 'Only one sentence stands here.'), read('Three', BODY)]
    const { training, queries } = held(texts, ['title', 'sentence'])
    expect(training).toEqual(texts)
    expect(queries).toEqual([])
  })

  test('a title that several documents share is no query: it finds none of them in particular', () => {
    const texts = Array.from({ length: 20 }, () => read('Warsaw', BODY))
    const { queries } = held(
      texts,
      texts.map(() => 'either'),
    )
    expect(new Set(queries.map(({ kind }) => kind))).toEqual(new Set(['sentence', 'words']))
  })

  test('a document of one text is left out of training, and its telling words ask for it', () => {
    const texts = ['blue wool hat', 'red wool scarf', 'red wool hat'].map((text) => read('', text))
    const { queries, training } = held(texts, ['sentence', 'title', 'sentence'])
    expect(training).toEqual([texts[0], texts[2]])
    expect(queries).toMatchObject([{ kind: 'words', target: 1 }])
  })
})
