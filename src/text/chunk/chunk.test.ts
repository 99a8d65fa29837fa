import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkByCharacters } from './by-characters.ts'
import { chunkByHeading } from './by-heading.ts'
import { chunkBySentence } from './by-sentence.ts'
import { chunkByTokens } from './by-tokens.ts'
import type { Chunk, Chunker } from './chunk.ts'

/** A tokenizer that counts words and marks, as a real one roughly does. */
const countWords = (text: string): number => text.match(/\w+|[^\w\s]/gu)?.length ?? 0

const CHUNKERS: Readonly<Record<string, Chunker>> = {
  characters: (text) => chunkByCharacters(text, { charactersMax: 7 }),
  'characters with overlap': (text) => chunkByCharacters(text, { charactersMax: 5, overlapCharacters: 3 }),
  'one character': (text) => chunkByCharacters(text, { charactersMax: 1 }),
  sentence: (text) => chunkBySentence(text),
  'sentences up to a size': (text) => chunkBySentence(text, { charactersMax: 12, overlapCharacters: 6 }),
  tokens: (text) => chunkByTokens(text, { count: countWords, tokensMax: 4 }),
  'tokens with overlap': (text) => chunkByTokens(text, { count: countWords, tokensMax: 5, overlapTokens: 3 }),
  heading: (text) => chunkByHeading(text),
  'heading and tokens': (text) =>
    chunkByHeading(text, {
      within: (section) => chunkByTokens(section, { count: countWords, tokensMax: 3, overlapTokens: 1 }),
    }),
}

const pieces = fc.constantFrom(
  '# Title\n',
  '## Sub\n',
  'Under\n===\n',
  'One. ',
  'Dr. Who? ',
  'a b c ',
  'word',
  ' ',
  '\n\n',
  '\r\n',
  '```\n# code\n```\n',
  '- item\n',
  '> # quote\n',
  '👩‍👩‍👧',
  '𠀀',
  '\ud83d',
  '\udc4d',
  '\0',
  '\ufeff',
  '\t',
  '---\n',
  '| a | b |\n|---|---|\n',
  '東京。',
  'ไทย',
  'x'.repeat(30),
)
const anyText = fc.oneof(
  fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

const isTorn = (text: string, place: number): boolean =>
  /[\ud800-\udbff]/.test(text[place - 1] ?? '') && /[\udc00-\udfff]/.test(text[place] ?? '')

describe.each(Object.entries(CHUNKERS))('chunks by %s', (_, chunker) => {
  test('are stretches of the input, hold all of it but blank ones, ascend and tear no character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let covered = 0
        let last: Chunk | undefined
        for (const chunk of chunker(text)) {
          expect(text.slice(chunk.start, chunk.end)).toBe(chunk.text)
          expect(chunk.text.trim()).not.toBe('')
          expect(text.slice(covered, Math.max(covered, chunk.start)).trim()).toBe('')
          expect(chunk.start).toBeGreaterThan(last?.start ?? -1)
          expect(chunk.end).toBeGreaterThan(last?.end ?? 0)
          expect(isTorn(text, chunk.start) || isTorn(text, chunk.end)).toBe(false)
          covered = chunk.end
          last = chunk
        }
        expect(text.slice(covered).trim()).toBe('')
      }),
      { numRuns: 300 },
    )
  })
})

describe('sizes', () => {
  test('no chunk has more tokens than allowed when every character is at most that many', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 9 }), fc.nat(8), (text, tokensMax, overlap) => {
        const chunks = chunkByTokens(text, {
          count: countWords,
          tokensMax,
          overlapTokens: Math.min(overlap, tokensMax - 1),
        })
        for (const chunk of chunks) expect(countWords(chunk.text)).toBeLessThanOrEqual(tokensMax)
      }),
    )
  })

  test('a tokenizer whose counts do not add up is obeyed all the same', () => {
    const superlinear = (text: string): number => text.length + (text.length > 10 ? 5 : 0)
    const chunks = chunkByTokens('aaa bbb. ccc ddd. eee fff.', { count: superlinear, tokensMax: 12 })
    for (const chunk of chunks) expect(superlinear(chunk.text)).toBeLessThanOrEqual(12)
  })

  test('an overlap repeats whole sentences', () => {
    const chunks = chunkByTokens('A one. B two. C three. D four.', {
      count: countWords,
      tokensMax: 6,
      overlapTokens: 3,
    })
    expect(chunks.map(({ text }) => text)).toEqual(['A one. B two. ', 'B two. C three. ', 'C three. D four.'])
  })

  test.each([0, -1, 1.5, Number.NaN])('a size of %s is refused', (size) => {
    expect(() => chunkByCharacters('a', { charactersMax: size })).toThrow(
      expect.objectContaining({ code: 'TEXT_CHUNK_SIZE_INVALID' }),
    )
    expect(() => chunkByTokens('a', { count: countWords, tokensMax: size })).toThrow('tokensMax')
  })

  test('an overlap as large as the size is refused, since nothing would move', () => {
    expect(() => chunkByCharacters('abc', { charactersMax: 2, overlapCharacters: 2 })).toThrow('overlapCharacters = 2')
  })
})

describe('sentences', () => {
  const sentences = (text: string): string[] => chunkBySentence(text).map((chunk) => chunk.text.trim())

  test('end at full stops, question marks and line ends, in several scripts', () => {
    expect(sentences('It works. Does it?\nYes! 東京です。大阪です。')).toEqual([
      'It works.',
      'Does it?',
      'Yes!',
      '東京です。',
      '大阪です。',
    ])
  })

  test('do not end at abbreviations, initials and decimal points', () => {
    expect(sentences('Dr. J. Smith paid 3.50 vs. Mr. Miller. He left.')).toEqual([
      'Dr. J. Smith paid 3.50 vs. Mr. Miller.',
      'He left.',
    ])
  })

  test('go on over a line that was broken for its length', () => {
    expect(sentences('a long line that\ngoes on. Next\n\nHeading\nText')).toEqual([
      'a long line that\ngoes on.',
      'Next',
      'Heading',
      'Text',
    ])
  })
})

describe('headings', () => {
  const outline = (text: string, depthMax = 6): string[] =>
    chunkByHeading(text, { depthMax }).map(
      (chunk) => `${(chunk.heading ?? []).join(' > ')}: ${chunk.text.trim().split('\n').at(-1)}`,
    )

  test('the path of titles goes down and up again', () => {
    expect(outline('intro\n# A\na\n## B *b* `c`\nb\n### C\nc\n## D\nd\n# E\ne')).toEqual([
      ': intro',
      'A: a',
      'A > B b c: b',
      'A > B b c > C: c',
      'A > D: d',
      'E: e',
    ])
  })

  test('what looks like a heading in code, lists and quotes is none', () => {
    expect(outline('# A\n```sh\n# comment\n```\n- # item\n\n> # quote')).toEqual(['A: > # quote'])
  })

  test('underlined headings count, front matter and a byte order mark do not', () => {
    expect(outline('\ufeff---\ntitle: x\n---\nTop\n===\ntext')).toEqual([': ---', 'Top: text'])
  })

  test('deeper headings stay inside when only some levels cut', () => {
    expect(outline('# A\n## B\nb\n# C\nc', 1)).toEqual(['A: b', 'C: c'])
  })

  test('a text that begins with its heading has no empty chunk before it', () => {
    expect(chunkByHeading('# A\ntext')).toEqual([{ text: '# A\ntext', start: 0, end: 8, heading: ['A'] }])
  })

  test('titles are shown without their markup, also that of links whose target is elsewhere', () => {
    expect(outline('# *A* [b][c] [d](e) `f` &amp; [g]\n\n[c]: h')).toEqual(['A b d f & [g]: [c]: h'])
  })
})

/** Units that are repeated to a long text: what is known to take parsers of text more than linear time. */
const REPEATED = [
  'x',
  ' ',
  '\n',
  '\r\n',
  'a\r\n',
  '.',
  '!?,;',
  'and so it goes on ',
  'One is here. ',
  'Dr. A. ',
  'broken line\n',
  'a... ',
  'e\u0301',
  '\u0301',
  '👩‍👩‍👧',
  '🇩',
  '漢',
  '東京です。',
  'ไทย',
  '\ud83d',
  '\0',
  '\u202e',
  '[',
  '[a](',
  '**a',
  '`a ``b ',
  '> ',
  '> a\n',
  '- ',
  '- a\n',
  '<a ',
  '|a',
  'a|b\n-|-\n',
  'a\n=\n',
  '[a]: b\n',
  '```\n',
  '---\na: b\r\n',
  '-     ',
]

describe('a long text is cut in linear time', () => {
  test.each(REPEATED)('of %j', { timeout: 60_000 }, (unit) => {
    const text = unit.repeat(200_000 / unit.length)
    for (const cut of [
      () => chunkBySentence(text, { charactersMax: 1000, overlapCharacters: 100 }),
      () => chunkByTokens(text, { count: ({ length }) => Math.floor(length / 4), tokensMax: 256, overlapTokens: 20 }),
      () => chunkByHeading(text),
    ]) {
      const start = performance.now()
      const chunks = cut()
      // Seconds on a busy machine, where quadratic time would be minutes.
      expect(performance.now() - start).toBeLessThan(10_000)
      expect(chunks.length === 0).toBe(text.trim() === '')
    }
  })
})

test('front matter without an end, as long as a book, is text', () => {
  expect(chunkByHeading(`---\r\n${'a\r\n'.repeat(100_000)}# B`).map(({ heading }) => heading)).toEqual([[], ['B']])
})
