import { expect, test } from 'vitest'
import type { Knowledge, MissCause, Reason, Sense, Word } from './cause.ts'
import { explainMiss } from './causes-table.ts'
import { readEvidence, seenDocument } from './evidence.ts'

const STOP = new Set('the a of to is in my not that does through without'.split(' '))

const wordsOf = (text: string): Word[] =>
  (text.match(/[\p{L}\p{N}][\p{L}\p{N}.'-]*/gu) ?? [])
    .filter((word) => !STOP.has(word.toLowerCase()))
    .map((word, index) => ({
      term: word.toLowerCase(),
      text: word.toLowerCase(),
      isCapital: index > 0 && /^\p{Lu}/u.test(word),
    }))

interface Case extends Partial<Knowledge> {
  readonly sense: Sense
  readonly query: string
  readonly relevant: string
  readonly wrong?: string
}

function reasonsFor({ sense, query, relevant, wrong, ...knowledge }: Case): readonly Reason[] {
  const seen = {
    text: query,
    words: wordsOf(query),
    relevant: [seenDocument('right', wordsOf(relevant))],
    wrong: wrong === undefined ? [] : [{ ...seenDocument('other', wordsOf(wrong)), rank: 1, isJudged: false }],
  }
  const known = { documentFrequency: () => 50, documents: 1000, isWord: () => true, language: 'en', ...knowledge }
  return explainMiss([sense], readEvidence(seen, known))
}

const causesOf = (given: Case): MissCause[] => reasonsFor(given).map(({ cause }) => cause)

test('what a query excludes is named where the document above is about it', () => {
  const given: Case = {
    sense: 'dense',
    query: 'charger without wifi',
    relevant: 'charger by cable',
    wrong: 'wifi charger setup',
  }
  const [first] = reasonsFor(given)
  expect(first).toMatchObject({ cause: 'negation', words: ['without', 'wifi'] })
  expect(first?.explanation).toContain('"without wifi"')
  expect(causesOf({ ...given, wrong: 'charger by the wall' })).not.toContain('negation')
  expect(causesOf({ ...given, query: 'charger with wifi' })).not.toContain('negation')
  expect(causesOf({ ...given, language: undefined })).not.toContain('negation')
})

test('negations of other languages are those of that language alone', () => {
  const given: Case = {
    sense: 'lexical',
    query: 'Ladestation ohne Netz',
    relevant: 'Ladestation mit Kabel',
    wrong: 'Netz der Ladestation',
  }
  expect(causesOf({ ...given, language: 'de' })[0]).toBe('negation')
  expect(causesOf(given)).not.toContain('negation')
})

test('a number of the query that the answer has and the document above has not is a mismatch', () => {
  const given: Case = {
    sense: 'dense',
    query: 'fuse for 32 amperes',
    relevant: 'a fuse of 32 amperes',
    wrong: 'a fuse of 16 amperes',
  }
  expect(reasonsFor(given)[0]).toMatchObject({ cause: 'number-mismatch', words: ['32'] })
  expect(causesOf({ ...given, wrong: 'a fuse of 32 amperes or 16' })).not.toContain('number-mismatch')
  expect(causesOf({ ...given, wrong: 'a fuse of many amperes' })).not.toContain('number-mismatch')
})

test('units may stick to numbers, and digits within a code are no number', () => {
  expect(
    causesOf({ sense: 'dense', query: 'cable 32A', relevant: 'cable 32 ampere', wrong: 'cable 16 ampere' }),
  ).toContain('number-mismatch')
  expect(causesOf({ sense: 'dense', query: 'error E-4021', relevant: 'error 4021', wrong: 'error 16' })).not.toContain(
    'number-mismatch',
  )
})

test('the same thing for another name is a wrong entity', () => {
  const given: Case = {
    sense: 'dense',
    query: 'adapter for danfoss valve',
    relevant: 'adapter that fits the Danfoss valve',
    wrong: 'adapter that fits the Heimeier valve',
    documentFrequency: (term) => (term === 'danfoss' ? 12 : 300),
  }
  expect(reasonsFor(given)[0]).toMatchObject({ cause: 'wrong-entity', words: ['danfoss'] })
  expect(causesOf({ ...given, relevant: 'adapter for any danfoss valve' })).not.toContain('wrong-entity')
  expect(causesOf({ ...given, wrong: 'how to cancel an order of yours' })).not.toContain('wrong-entity')
  expect(causesOf({ ...given, documentFrequency: () => 300 })).not.toContain('wrong-entity')
})

test('a copy of the answer above it is no miss of the plan, whatever else could explain it', () => {
  const text = 'reset the hub by holding the button for ten seconds'
  const [first] = reasonsFor({ sense: 'lexical', query: 'unrelated words', relevant: text, wrong: `${text} indeed` })
  expect(first?.cause).toBe('duplicate-document')
  expect(first?.explanation).toBe(
    '"other", ranked 1, has nearly the same words as "right", which is relevant, and is not judged.',
  )
})

test('a word that the encoder knows in pieces only is named, and codes are not: those are for exact matching', () => {
  const piecesOf = (text: string): number => (text === 'eavesdropping' ? 4 : 1)
  const given: Case = { sense: 'dense', query: 'eavesdropping speaker here', relevant: 'microphones', piecesOf }
  expect(reasonsFor(given)[0]).toMatchObject({ cause: 'unknown-pieces', words: ['eavesdropping'] })
  expect(causesOf({ ...given, piecesOf: () => 2 })).not.toContain('unknown-pieces')
  expect(causesOf({ ...given, query: 'e-4021 speaker here', piecesOf: () => 5 })[0]).toBe('unknown-pieces')
  expect(reasonsFor({ ...given, query: 'e-4021 speaker here', piecesOf: () => 5 })[0]?.words).not.toContain('e-4021')
})

test('a long query of which the answer has little is named as long, from fewer words on for words than for vectors', () => {
  const words = (count: number): string =>
    Array.from({ length: count }, (_, index) => `word${'x'.repeat(index)}`).join(' ')
  const given = { relevant: 'word wordx here', documentFrequency: () => 5 } as const
  expect(causesOf({ sense: 'lexical', query: words(14), ...given })).toContain('long-query')
  expect(causesOf({ sense: 'dense', query: words(14), ...given })).not.toContain('long-query')
  expect(causesOf({ sense: 'dense', query: words(25), ...given })).toContain('long-query')
})

test('fewer words shared than with the document above are half a mismatch', () => {
  const given: Case = {
    sense: 'lexical',
    query: 'dog chewed through the wire',
    relevant: 'wire care',
    wrong: 'dog and wire',
    documentFrequency: () => 6,
  }
  expect(reasonsFor(given)[0]).toMatchObject({ cause: 'few-shared-words', words: ['wire'] })
  expect(causesOf({ ...given, wrong: 'something else' })).toEqual(['unexplained'])
})

test('the parts of a code are not words of their own', () => {
  const seen = (text: string): Word => ({ term: text, text })
  const evidence = readEvidence(
    { text: 'X-1', words: [seen('x-1'), seen('x'), seen('1')], relevant: [], wrong: [] },
    { documentFrequency: () => 900 },
  )
  const found = explainMiss(['dense'], evidence)
  expect(found.find(({ cause }) => cause === 'short-query')?.explanation).toContain('one word')
})

test('every cause that applies is said, the likeliest first, and none twice', () => {
  const causes = causesOf({ sense: 'dense', query: 'zigbee E-77', relevant: 'zigbee E-77', documentFrequency: () => 1 })
  expect(causes.slice(0, 2)).toEqual(['rare-exact-term', 'short-query'])
  expect(new Set(causes).size).toBe(causes.length)
})
