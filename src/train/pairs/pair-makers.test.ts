import { describe, expect, test } from 'vitest'
import { createRandom } from '../../base/random.ts'
import { trainingTextOf, type TrainingText } from '../training-text.ts'
import type { Pair } from './pair-maker.ts'
import { PAIR_MAKERS, type PairMakerName } from './pair-makers-table.ts'

/** Each word is a token of its own. */
function createWordTokens(): { tokensOf: (text: string) => number[]; wordsOf: (tokens: readonly number[]) => string } {
  const words: string[] = []
  const tokensOf = (text: string): number[] =>
    (text.toLowerCase().match(/\w+/g) ?? []).map((word) => {
      const known = words.indexOf(word)
      return known >= 0 ? known : words.push(word) - 1
    })
  return { tokensOf, wordsOf: (tokens) => tokens.map((token) => words[token]).join(' ') }
}

const { tokensOf, wordsOf } = createWordTokens()

const read = (fields: Record<string, string>, names: string[] = ['title', 'text']): TrainingText =>
  trainingTextOf({ id: '1', fields }, { fields: names, tokensOf })

const MANUAL = read({
  title: 'Heat pump manual',
  text: 'Start up\nPress the green button for three seconds. Wait until the display shows ready and all lamps are off.\nWhat does E4 mean?\nThe filter of the outdoor unit is blocked by leaves or by snow, so clean it.',
})
const NOTHING = read({ title: '', text: '' })
const LABEL = read({ title: '', text: 'Bosch' })

const context = (seed: number): { random: ReturnType<typeof createRandom>; rarity: Float32Array } => ({
  random: createRandom(seed),
  rarity: new Float32Array(100).fill(1),
})

const all = (name: PairMakerName, text: TrainingText): Pair[] =>
  Array.from({ length: 40 }, (_, seed) => PAIR_MAKERS[name](text, context(seed)) ?? []).filter(
    (pair): pair is Pair => pair.length === 2,
  )

const words = (pairs: readonly Pair[]): string[][] => pairs.map((pair) => pair.map(wordsOf))

describe('pairs from one document', () => {
  test.each(Object.keys(PAIR_MAKERS) as PairMakerName[])('%s: both sides have tokens, or there is no pair', (name) => {
    for (const text of [MANUAL, NOTHING, LABEL])
      for (const [anchor, positive] of all(name, text)) {
        expect(anchor.length).toBeGreaterThan(0)
        expect(positive.length).toBeGreaterThan(0)
        expect(positive.length).toBeLessThanOrEqual(256)
      }
    expect(all(name, NOTHING)).toEqual([])
    expect(all(name, LABEL)).toEqual([])
    expect(all(name, MANUAL).length).toBeGreaterThan(0)
  })

  test('title-text: the title does not stand in the text', () => {
    const [[anchor, positive] = []] = words(all('title-text', MANUAL))
    expect(anchor).toBe('heat pump manual')
    expect(positive).toMatch(/^start up press the green/)
  })

  test('sentence-rest: the sentence is taken out, the title stays', () => {
    for (const [anchor = '', positive = ''] of words(all('sentence-rest', MANUAL))) {
      expect(positive).toMatch(/^heat pump manual/)
      expect(positive).not.toContain(anchor)
    }
  })

  test('heading-passage: headings and questions go with what is below them', () => {
    const pairs = new Map(
      words(all('heading-passage', MANUAL)).map(([anchor = '', positive = '']) => [anchor, positive]),
    )
    expect([...pairs.keys()].toSorted()).toEqual(['start up', 'what does e4 mean'])
    expect(pairs.get('what does e4 mean')).toContain('the filter of the outdoor unit')
    expect(pairs.get('start up')).not.toContain('filter')
  })

  test('window: a text without title and sentence ends gives pairs too', () => {
    const text = read({ text: Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ') }, ['text'])
    const pairs = all('window', text)
    expect(pairs).toHaveLength(40)
    for (const [anchor, positive] of pairs) {
      expect(anchor.length + positive.length).toBe(60)
      expect(anchor.length).toBeLessThanOrEqual(20)
    }
  })

  test('rare-words: rare tokens are drawn more often than common ones', () => {
    const text = read({ text: 'aa bb cc dd ee ff gg hh ii jj kk ll' }, ['text'])
    const rarity = new Float32Array(200).fill(0.01)
    const [rare = 0] = tokensOf('ff')
    rarity[rare] = 5
    const drawn = Array.from({ length: 50 }, (_, seed) =>
      PAIR_MAKERS['rare-words'](text, { random: createRandom(seed), rarity }),
    )
    expect(drawn.filter((pair) => pair?.[0].includes(rare)).length).toBeGreaterThan(45)
  })
})

describe('documents as training sees them', () => {
  test('a first field of many words is no title', () => {
    const long = 'word '.repeat(60).trim()
    expect(read({ title: long, text: 'Short text here.' })).toMatchObject({ title: [], titleText: '' })
  })

  test('values in lists and objects count, booleans do not', () => {
    const { sentenceTexts } = trainingTextOf(
      { id: '1', fields: { tags: ['red', 'blue'], more: { note: 'soft wool' }, isNew: true } },
      { fields: ['tags', 'more.note', 'isNew'], tokensOf },
    )
    expect(sentenceTexts.join(' ')).toBe('soft wool')
  })

  test('Japanese sentences are told apart', () => {
    const { sentenceTexts } = trainingTextOf(
      { id: '1', fields: { text: '電源を入れます。青いボタンを押します。' } },
      { fields: ['text'], tokensOf: (text) => Array.from(text, (character) => character.codePointAt(0) ?? 0) },
    )
    expect(sentenceTexts).toEqual(['電源を入れます。', '青いボタンを押します。'])
  })
})
