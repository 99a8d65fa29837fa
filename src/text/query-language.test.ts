import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseQuery, type TypedQuery } from './query-language.ts'

const fields = ['title', 'text', 'meta.tag']
const parse = (query: string): TypedQuery => parseQuery(query, { fields })
const wordsOf = ({ words }: TypedQuery): string => words.replaceAll(/\s+/g, ' ').trim()
const condition = (text: string, more: object = {}): object => ({
  text,
  isExcluded: false,
  isPrefix: false,
  field: undefined,
  ...more,
})

describe('signs', () => {
  test.each([
    ['"exact phrase" rest', [condition('exact phrase')], 'exact phrase rest'],
    ['“exact phrase” rest', [condition('exact phrase')], 'exact phrase rest'],
    ['„genaue Worte“, «des mots»', [condition('genaue Worte'), condition('des mots')], 'genaue Worte , des mots'],
    ['keep -without', [condition('without', { isExcluded: true })], 'keep'],
    ['keep -"two words"', [condition('two words', { isExcluded: true })], 'keep'],
    ['-first keep', [condition('first', { isExcluded: true })], 'keep'],
    ['+must may', [condition('must')], 'must may'],
    ['title:word other', [condition('word', { field: 'title' })], 'word other'],
    ['meta.tag:2024 other', [condition('2024', { field: 'meta.tag' })], '2024 other'],
    ['other -title:word', [condition('word', { field: 'title', isExcluded: true })], 'other'],
    ['title:"two words"', [condition('two words', { field: 'title' })], 'two words'],
    ['+.NET -.env', [condition('.NET'), condition('.env', { isExcluded: true })], '.NET'],
    ['+pre* other', [condition('pre', { isPrefix: true })], 'other'],
    ['other -pre*', [condition('pre', { isPrefix: true, isExcluded: true })], 'other'],
    [
      '(+must) [-"not this"] keep',
      [condition('must)'), condition('not this', { isExcluded: true })],
      '( must) [ ] keep',
    ],
  ])('%s', (query, conditions, words) => {
    const parsed = parse(query)
    expect(parsed.conditions).toEqual(conditions)
    expect(wordsOf(parsed)).toBe(words)
  })

  test('a star after two characters or more makes the beginning of a word, which ranks', () => {
    const parsed = parse('find pass* now')
    expect(parsed.prefixes).toEqual([{ text: 'pass', start: 5, end: 9 }])
    expect(parsed.conditions).toEqual([])
    expect(wordsOf(parsed)).toBe('find now')
  })
})

describe('text', () => {
  test.each([
    'What is self-driving?',
    'C++: why',
    '-5 °C',
    'below -20 °C and +49 170 1234',
    'AC - DC, foo -, + bar',
    'a 15" laptop with 12" wheels',
    'an unbalanced "quote',
    'unbalanced “quote',
    '""',
    '" "',
    'A* search, f*ck, **bold** text, 5 * 3, *args',
    'note: this, http://example.com title : x',
    'unknown:field author:smith',
    'title: The Great Gatsby',
    '-alone',
    '-"alone as well"',
    '--flag',
    'rock&roll AT&T .NET C# C++11',
    '--',
    '+-"',
  ])('%s', (query) => {
    expect(parse(query)).toEqual({ words: query, prefixes: [], conditions: [] })
  })
})

test('what has more signs than anybody types is text', () => {
  expect(parse('+a '.repeat(64)).conditions).toHaveLength(64)
  expect(parse('+a '.repeat(65)).conditions).toEqual([])
})

test('words stay where they are in the query', () => {
  const signs = fc.constantFrom(
    '"',
    '“',
    '”',
    '-',
    '+',
    '*',
    ':',
    'title:',
    ' ',
    '\n',
    '(',
    'ab',
    'word',
    'ö',
    '7',
    '🙂',
  )
  fc.assert(
    fc.property(
      fc.array(signs, { maxLength: 30 }).map((parts) => parts.join('')),
      (query) => {
        const { words, prefixes, conditions } = parse(query)
        expect(words).toHaveLength(query.length)
        for (let i = 0; i < words.length; i++) if (words[i] !== ' ') expect(query[i]).toBe(words[i])
        for (const { text, start, end } of prefixes) expect(query.slice(start, end)).toBe(text)
        for (const { text } of conditions) expect(query).toContain(text)
      },
    ),
    { numRuns: 3000 },
  )
})

test('a hundred thousand random queries take no time to speak of, long ones neither', () => {
  const parts = fc.constantFrom(
    '"',
    '“',
    '„',
    '«',
    '»',
    '-',
    '+',
    '*',
    ':',
    'title:',
    ' ',
    '\t',
    '(',
    'a',
    'word',
    'é',
    '9',
    '\ud800',
    '\0',
    '.',
  )
  const queries = fc.sample(
    fc.array(parts, { maxLength: 24 }).map((all) => all.join('')),
    { numRuns: 100_000, seed: 13 },
  )
  const start = performance.now()
  for (const query of queries) parse(query)
  for (const part of ['"', '“', '-', '+', '-"', 'title:', '("', 'a*', '+a ', '" "', 'a"', "a'", '_.', '*', '-title:"'])
    parse(part.repeat(100_000 / part.length))
  expect(performance.now() - start).toBeLessThan(10_000)
})
