import { expect, test } from 'vitest'
import type { Word } from './causes/cause.ts'
import { seenDocument } from './causes/evidence.ts'
import { explainLegDifferences, type Leg, type LegDifference, type QueryEvidence } from './leg-difference.ts'

const frequencies: Readonly<Record<string, number>> = {
  'e-4021': 2,
  e: 40,
  '4021': 2,
  error: 90,
  printer: 60,
  password: 30,
  reset: 25,
  zigbee: 1,
}

const leg = (name: string, kind: Leg['kind'], score: number): Leg => ({ name, kind, scores: new Map([['q', score]]) })

const wordsOf = (text: string): Word[] => text.split(' ').map((word) => ({ term: word, text: word }))

const evidenceOf = (text: string, ...relevant: string[]): QueryEvidence => ({
  queryId: 'q',
  text,
  words: wordsOf(text),
  relevant: relevant.map((each, index) => seenDocument(`d${index}`, wordsOf(each))),
})

/** Words that the language has, beside those that documents have. */
const language = new Set(['word', 'secret', 'roads', 'printer'])
const isWord = (text: string): boolean => language.has(text)

/** The explanation for a query that only the other leg answers. */
function missedBy(kind: Leg['kind'], query: string, ...relevant: string[]): LegDifference | undefined {
  const evidence = evidenceOf(query, ...relevant)
  const legs = [
    leg('words', 'lexical', kind === 'lexical' ? 0 : 0.5),
    leg('vectors', 'dense', kind === 'dense' ? 0 : 0.5),
  ]
  return explainLegDifferences(legs, [evidence], { documentFrequency: (term) => frequencies[term] ?? 0, isWord })[0]
}

test('a query without a word of its answer is out of reach for words', () => {
  expect(missedBy('lexical', 'cannot get in any more', 'reset your password')).toEqual({
    queryId: 'q',
    answeredBy: 'vectors',
    missedBy: 'words',
    cause: 'no-shared-words',
    explanation: expect.stringContaining('"cannot", "get", "in", "any", "more"'),
  })
})

test('a misspelt word is named with the word that was meant', () => {
  const difference = missedBy('lexical', 'how to chnage my pasword', 'reset your password')
  expect(difference).toMatchObject({ cause: 'misspelling' })
  expect(difference?.explanation).toContain('"pasword", which is one typo away from "password"')
  expect(missedBy('dense', 'pasword reset please now', 'reset your password')?.cause).toBe('misspelling')
})

test('two typos are a misspelling in a long word only', () => {
  expect(missedBy('lexical', 'subscirpton ends when', 'your subscription')?.cause).toBe('misspelling')
  expect(missedBy('lexical', 'roads end when', 'your roots')?.cause).toBe('no-shared-words')
})

test('a word that documents have is not misspelt, however near another it is', () => {
  expect(missedBy('lexical', 'printer is jammed again', 'printed pages')?.cause).toBe('no-shared-words')
})

test('a word of the language is not misspelt, although no document has it: "word" is not a misspelt "work"', () => {
  expect(missedBy('lexical', 'secret word slipped my mind', 'the link will work once')?.cause).toBe('no-shared-words')
  expect(missedBy('lexical', 'secret wrok slipped my mind', 'the link will work once')?.cause).toBe('misspelling')
})

test('where the words of the language are not known, short words are never called misspelt', () => {
  const causeOf = (query: string, relevant: string): string | undefined => {
    const evidence = evidenceOf(query, relevant)
    const legs = [leg('words', 'lexical', 0), leg('vectors', 'dense', 1)]
    return explainLegDifferences(legs, [evidence], { documentFrequency: () => 0 })[0]?.cause
  }
  expect(causeOf('haus im wald gesehen', 'maus im keller')).not.toBe('misspelling')
  expect(causeOf('rechnnung fehlt mir seit', 'die rechnung')).toBe('misspelling')
})

test('words are compared as they are written and named so, whatever the stemmer left of them', () => {
  const evidence: QueryEvidence = {
    queryId: 'q',
    words: [
      { term: 'mani', text: 'many' },
      { term: 'notifc', text: 'notifcations' },
      { term: 'come', text: 'coming' },
    ],
    text: 'many notifcations coming',
    relevant: [seenDocument('d', [{ term: 'notif', text: 'notifications' }])],
  }
  const [found] = explainLegDifferences([leg('words', 'lexical', 0), leg('vectors', 'dense', 1)], [evidence], {
    documentFrequency: () => 0,
    isWord: (text) => text !== 'notifcations',
  })
  expect(found?.explanation).toContain('"notifcations", which is one typo away from "notifications"')
})

test('codes that differ in a digit are not misspelt', () => {
  expect(missedBy('lexical', 'what means e-4029 here', 'error e-4021')?.cause).toBe('no-shared-words')
})

test('a rare code that query and answer share is what vectors miss, rather than a rare word', () => {
  const difference = missedBy('dense', 'zigbee error e-4021 on printer', 'error e-4021 zigbee printer')
  expect(difference).toMatchObject({ answeredBy: 'words', missedBy: 'vectors', cause: 'rare-exact-term' })
  expect(difference?.explanation).toContain('code "e-4021" is in 2 documents only')
})

test('a rare word counts, too', () => {
  expect(missedBy('dense', 'printer over zigbee', 'zigbee printer')?.explanation).toContain(
    'word "zigbee" is in one document only',
  )
})

test('one or two words are short, whoever misses them', () => {
  expect(missedBy('dense', 'printer error', 'printer error')?.cause).toBe('short-query')
  expect(missedBy('lexical', 'printer printer', 'printer off')).toMatchObject({
    cause: 'short-query',
    explanation: expect.stringContaining('only one word'),
  })
})

test('where the words explain nothing, that is said, with what is shared', () => {
  expect(missedBy('lexical', 'reset the printer password now', 'printer password reset')).toMatchObject({
    cause: 'unexplained',
    explanation: expect.stringContaining('"reset" (in 25 documents), "printer" (in 60 documents), "pass'),
  })
  expect(missedBy('dense', 'my old thing broke', 'printer reset')?.cause).toBe('unexplained')
})

test('words that many documents have are no help to find one of them', () => {
  expect(missedBy('lexical', 'my old printer shows an error', 'printer error')).toMatchObject({
    cause: 'common-words',
    explanation: expect.stringContaining('"printer" (in 60 documents), "error" (in 90 documents)'),
  })
  expect(missedBy('lexical', 'my old printer via zigbee', 'printer zigbee')?.cause).toBe('unexplained')
})

test('most words of a query in one document are what words reward and vectors need not', () => {
  expect(missedBy('dense', 'reset password of printer', 'printer password reset')?.cause).toBe('many-shared-words')
  expect(missedBy('dense', 'reset password of printer', 'printer', 'password', 'reset')?.cause).toBe('unexplained')
})

test('any relevant document may share the word', () => {
  expect(missedBy('lexical', 'reset it for me', 'unrelated text', 'reset')?.cause).toBe('common-words')
})

test('queries that both or none answer are left out, and the order is that of the queries', () => {
  const scores = (...answered: string[]): Map<string, number> => new Map(answered.map((id) => [id, 0.3]))
  const legs: Leg[] = [
    { name: 'words', kind: 'lexical', scores: scores('both', 'b') },
    { name: 'vectors', kind: 'dense', scores: scores('a', 'both') },
  ]
  const queries = ['b', 'none', 'both', 'a'].map((queryId) => ({ ...evidenceOf('x', 'x'), queryId }))
  const found = explainLegDifferences(legs, queries, { documentFrequency: () => 50 })
  expect(found.map(({ queryId, answeredBy, missedBy }) => [queryId, answeredBy, missedBy])).toEqual([
    ['b', 'words', 'vectors'],
    ['a', 'vectors', 'words'],
  ])
})

test('of three legs, each that misses is explained; a score must lie above the bar', () => {
  const legs = [leg('words', 'lexical', 0.9), leg('small', 'dense', 0.1), leg('large', 'dense', 0.1)]
  const query = evidenceOf('e-4021', 'e-4021')
  const documentFrequency = (): number => 1
  expect(explainLegDifferences(legs, [query], { documentFrequency })).toEqual([])
  const found = explainLegDifferences(legs, [query], { documentFrequency, answeredAbove: 0.5 })
  expect(found.map(({ missedBy }) => missedBy)).toEqual(['small', 'large'])
})

test('a query without terms, and one without judgements, are no reason to fail', () => {
  const legs = [leg('words', 'lexical', 0), leg('vectors', 'dense', 1)]
  const query: QueryEvidence = { queryId: 'q', text: '', words: [], relevant: [] }
  expect(explainLegDifferences(legs, [query], { documentFrequency: () => 0 })[0]).toMatchObject({
    cause: 'no-shared-words',
    explanation: 'The query has no word to search for.',
  })
})
