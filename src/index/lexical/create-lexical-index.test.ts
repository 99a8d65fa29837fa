import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bitmap } from '../../base/bitmap.ts'
import { AttuneError } from '../../base/errors.ts'
import { createRandom, type Random } from '../../base/random.ts'
import { sourceOfChunks } from '../segment-file.ts'
import { createLexicalIndex } from './create-lexical-index.ts'
import type { LexicalDocument, LexicalIndex, LexicalQuery } from './lexical-index.ts'
import { mergeLexicalSegments } from './merge-lexical-segments.ts'
import { formulaNames, type LexicalScoring } from './scoring.ts'

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')

const documentOf = (ordinal: number, text: string, title = ''): LexicalDocument => ({
  ordinal,
  fields: { title: words(title), text: words(text) },
})

const queryOf = (text: string, options: Partial<LexicalQuery> = {}): LexicalQuery => ({
  terms: words(text),
  fields: { text: 1 },
  scoring: { formula: 'lucene' },
  k: 10,
  ...options,
})

/** What is live becomes a sealed segment, as a store would do it. */
function seal(index: LexicalIndex, name: string): void {
  const sealed = index.sealLive()
  if (sealed === undefined) return
  index.swap({ added: { name, source: sourceOfChunks(name, sealed.chunks) }, liveThrough: sealed.lastOrdinal })
}

/** An index whose live segment is sealed after each of these ordinals; what comes after the last one stays live. */
function indexCutAfter(documents: readonly LexicalDocument[], cuts: readonly number[]): LexicalIndex {
  const index = createLexicalIndex()
  for (const document of documents) {
    index.add([document])
    if (cuts.includes(document.ordinal)) seal(index, `through-${document.ordinal}`)
  }
  return index
}

const found = (index: LexicalIndex, query: LexicalQuery): { ordinals: number[]; scores: number[] } => {
  const { ordinals, scores } = index.search(query)
  return { ordinals: [...ordinals], scores: [...scores] }
}

test('an empty index finds nothing', () => {
  expect(found(createLexicalIndex(), queryOf('a b'))).toEqual({ ordinals: [], scores: [] })
})

test.each([[[]], [[4]], [[1, 2, 3, 4]]])(
  'rare words count more, and equal documents keep their order (sealed after %j)',
  (cuts) => {
    const documents = [documentOf(1, 'a b'), documentOf(2, 'a c'), documentOf(3, 'a c'), documentOf(4, 'd')]
    const index = indexCutAfter(documents, cuts)
    expect(found(index, queryOf('b')).ordinals).toEqual([1])
    expect(found(index, queryOf('a c')).ordinals).toEqual([2, 3, 1])
    expect(found(index, queryOf('a c', { k: 1 })).ordinals).toEqual([2])
    expect(found(index, queryOf('a c', { k: 0 })).ordinals).toEqual([])
    expect(found(index, queryOf('nowhere')).ordinals).toEqual([])
    expect(found(index, queryOf('')).ordinals).toEqual([])
  },
)

test('a repeated query word counts each time', () => {
  const index = indexCutAfter([documentOf(1, 'a b'), documentOf(2, 'c b')], [])
  const [once = 0] = found(index, queryOf('a')).scores
  expect(found(index, queryOf('a a')).scores).toEqual([Math.fround(2 * once)])
})

test('with weights of 1, several fields score as one text', () => {
  const apart = indexCutAfter([documentOf(1, 'a b', 'c a'), documentOf(2, 'b c d', ''), documentOf(3, 'd', 'a')], [2])
  const joined = indexCutAfter([documentOf(1, 'a b c a'), documentOf(2, 'b c d'), documentOf(3, 'd a')], [2])
  expect(found(apart, queryOf('a c', { fields: { text: 1, title: 1 } }))).toEqual(found(joined, queryOf('a c')))
})

test('a field of weight 0 is not searched', () => {
  const index = indexCutAfter([documentOf(1, 'b', 'a'), documentOf(2, 'a', 'b')], [1])
  const fields = { title: 0, text: 1 }
  expect(found(index, queryOf('a', { fields })).ordinals).toEqual([2])
  expect(found(index, queryOf('a', { fields: { nosuchfield: 1 } })).ordinals).toEqual([])
})

test('terms beyond ASCII are found in sealed segments', () => {
  const terms = ['größe', '東京', '😀', '\ue000', 'a\ud800']
  const index = indexCutAfter(
    terms.map((term, i) => documentOf(i + 1, term)),
    [5],
  )
  expect(terms.map((term) => found(index, queryOf(term)).ordinals)).toEqual([[1], [2], [3], [4], [5]])
})

test('deleted documents are gone at once, and count in the statistics until merged', () => {
  const documents = ['a', 'a b', 'b', 'a c'].map((text, i) => documentOf(i + 1, text))
  const index = indexCutAfter(documents, [2])
  const before = found(index, queryOf('a'))
  index.delete([1, 99])
  const after = found(index, queryOf('a'))
  expect(after.ordinals).toEqual(before.ordinals.filter((ordinal) => ordinal !== 1))
  expect(after.scores).toEqual(before.scores.filter((_, i) => before.ordinals[i] !== 1))
  expect(index.segments()).toMatchObject([{ name: 'through-2', documents: 2, deleted: 1 }])
  expect(index.explain(queryOf('a'), 1)).toBeUndefined()
})

test('a document deleted while its segment was being merged stays deleted', () => {
  const index = indexCutAfter([documentOf(1, 'a'), documentOf(2, 'a')], [1, 2])
  const files = new Map<string, Uint8Array[]>()
  const rebuilt = createLexicalIndex()
  rebuilt.add([documentOf(1, 'a'), documentOf(2, 'a')])
  files.set('merged', [...(rebuilt.sealLive()?.chunks ?? [])])
  index.delete([2])
  index.swap({
    added: { name: 'merged', source: sourceOfChunks('merged', files.get('merged') ?? []) },
    removed: ['through-1', 'through-2'],
  })
  expect(found(index, queryOf('a')).ordinals).toEqual([1])
  expect(index.segments()).toMatchObject([{ name: 'merged', documents: 2, deleted: 1 }])
})

test('documents added between sealing and swapping stay live', () => {
  const index = createLexicalIndex()
  index.add([documentOf(1, 'a b'), documentOf(2, 'b')])
  const sealed = index.sealLive()
  index.add([documentOf(3, 'a'), documentOf(5, 'c', 'a')])
  index.swap({
    added: { name: 's', source: sourceOfChunks('s', sealed?.chunks ?? []) },
    liveThrough: sealed?.lastOrdinal ?? 0,
  })
  expect(index.liveCount()).toBe(2)
  expect(index.segments()).toMatchObject([{ name: 's', documents: 2, deleted: 0 }])
  const all = indexCutAfter([documentOf(1, 'a b'), documentOf(2, 'b'), documentOf(3, 'a'), documentOf(5, 'c', 'a')], [])
  for (const text of ['a', 'b', 'a c']) expect(found(index, queryOf(text))).toEqual(found(all, queryOf(text)))
})

test('nothing to seal is said so', () => {
  const index = createLexicalIndex()
  expect(index.sealLive()).toBeUndefined()
  index.add([documentOf(1, 'a')])
  index.delete([1])
  expect(index.sealLive()).toBeUndefined()
})

test('wrong input is refused with its value', () => {
  const index = createLexicalIndex()
  index.add([documentOf(7, 'a')])
  expect(() => index.add([documentOf(7, 'a')])).toThrow('Ordinal 7 follows 7')
  expect(() => index.add([documentOf(2 ** 32, 'a')])).toThrow('Ordinal 4294967296')
  expect(() => index.search(queryOf('a', { fields: { text: -1 } }))).toThrow('"text" has weight -1')
  expect(() => index.search(queryOf('a', { scoring: { formula: 'lucene', b: 2 } }))).toThrow('b = 2')
  expect(() => index.search(queryOf('a', { scoring: { formula: 'atire', k1: Number.NaN } }))).toThrow('k1 = NaN')
  const unknown = JSON.parse('{ "formula": "bm26" }') as LexicalScoring
  expect(() => index.search(queryOf('a', { scoring: unknown }))).toThrow('lucene, robertson, atire')
})

const bytesOf = (chunks: Iterable<Uint8Array>): Uint8Array => {
  const whole = sourceOfChunks('whole', chunks)
  const bytes = new Uint8Array(whole.sizeBytes)
  whole.read(bytes, 0)
  return bytes
}

test('a damaged file leaves the index as it was', () => {
  const index = indexCutAfter([documentOf(1, 'a'), documentOf(2, 'a')], [1])
  const bytes = bytesOf(indexCutAfter([documentOf(3, 'a b')], []).sealLive()?.chunks ?? [])
  // The last block is the terms' frequencies, padded to 16 bytes.
  bytes[bytes.length - 16] = (bytes[bytes.length - 16] ?? 0) ^ 1
  const source = sourceOfChunks('damaged', [bytes])
  expect(() => index.swap({ added: { name: 'damaged', source }, removed: ['through-1'] })).toThrow('"damaged"')
  expect(found(index, queryOf('a')).ordinals).toEqual([1, 2])
})

test('a file with any byte changed or cut off is refused, or the byte meant nothing', () => {
  const documents = ['a b b', 'größe a', 'c a a'].map((text, i) => documentOf(i + 1, text, 'a d'))
  const plain = indexCutAfter(documents, [])
  const bytes = bytesOf(plain.sealLive()?.chunks ?? [])
  const query = queryOf('a b größe d', { fields: { title: 2, text: 1 } })
  const answer = (file: Uint8Array): unknown => {
    const index = createLexicalIndex()
    try {
      index.swap({ added: { name: 's', source: sourceOfChunks('s', [file]) } })
      // Postings are read when a term is asked for.
      return found(index, query)
    } catch (error) {
      return error instanceof AttuneError ? error.kind : error
    }
  }
  const expected = found(plain, query)
  for (let at = 0; at < bytes.length; at += 3) {
    const changed = bytes.slice()
    changed[at] = (changed[at] ?? 0) ^ 0x55
    expect(['corrupt', 'unsupported', expected]).toContainEqual(answer(changed))
    expect(answer(bytes.subarray(0, at))).toBe('corrupt')
  }
})

// From here on: clever against plain. An index that never seals scores every matching document.

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 6 })
const texts = fc.array(fc.record({ title: letters, text: letters }), { minLength: 1, maxLength: 40 })
const subset = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 15 })
const weights = fc.constantFrom({ text: 1 }, { text: 1, title: 1 }, { text: 0.3, title: 2.5 }, { title: 2 })
const scorings = fc.oneof(
  fc.constantFrom<LexicalScoring>(...formulaNames.map((formula) => ({ formula }))),
  fc.constant<LexicalScoring>({ formula: 'tfidf', smooth: false, sublinear: true, normalize: false }),
  fc.constant<LexicalScoring>({ formula: 'lucene', k1: 0, b: 0 }),
  fc.constant<LexicalScoring>({ formula: 'bm25l', delta: 0, b: 1 }),
)
const queries = fc.record({
  terms: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'nowhere'), { maxLength: 6 }),
  fields: weights,
  scoring: scorings,
  k: fc.integer({ min: 1, max: 45 }),
})
const filters = fc.option(subset, { nil: undefined })

const numbered = (contents: readonly { readonly title: string[]; readonly text: string[] }[]): LexicalDocument[] =>
  contents.map((fields, i) => ({ ordinal: i + 1, fields }))

test('results do not depend on how documents are cut into segments', () => {
  fc.assert(
    fc.property(
      texts,
      subset,
      subset,
      filters,
      fc.array(queries, { minLength: 1, maxLength: 3 }),
      (contents, cuts, deleted, filter, asked) => {
        const documents = numbered(contents)
        const whole = indexCutAfter(documents, [])
        const cut = indexCutAfter(documents, cuts)
        whole.delete(deleted)
        cut.delete(deleted)
        for (const query of asked) {
          const filtered = filter === undefined ? query : { ...query, filter: Bitmap.of(filter) }
          expect(found(cut, filtered)).toEqual(found(whole, filtered))
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('merging segments leaves out deleted documents and nothing else', () => {
  fc.assert(
    fc.property(texts, subset, subset, subset, queries, (contents, cuts, deleted, merged, query) => {
      const documents = numbered(contents)
      const index = indexCutAfter(documents, [...cuts, documents.length])
      index.delete(deleted)
      const names = index.segments().map(({ name }) => name)
      const removed = names.filter((_, i) => merged.includes(i + 1))
      const ordinalsOf = (name: string): LexicalDocument[] => {
        const through = Number(name.replace('through-', ''))
        const before = Math.max(0, ...cuts.filter((c) => c < through))
        return documents.filter(({ ordinal }) => ordinal > before && ordinal <= through)
      }
      const sources = removed.map((name) => {
        const part = createLexicalIndex()
        part.add(ordinalsOf(name))
        return sourceOfChunks(name, part.sealLive()?.chunks ?? [])
      })
      // Any order of sources: their ordinals may interleave.
      const chunks = mergeLexicalSegments(sources.toReversed(), Bitmap.of(deleted))
      index.swap({ added: { name: 'merged', source: sourceOfChunks('merged', chunks) }, removed })
      const gone = new Set(
        removed
          .flatMap(ordinalsOf)
          .map(({ ordinal }) => ordinal)
          .filter((o) => deleted.includes(o)),
      )
      const plain = indexCutAfter(
        documents.filter(({ ordinal }) => !gone.has(ordinal)),
        [],
      )
      plain.delete(deleted)
      expect(found(index, query)).toEqual(found(plain, query))
    }),
    { numRuns: 300 },
  )
})

test('the parts of an explanation add up to the score', () => {
  fc.assert(
    fc.property(texts, subset, queries, (contents, cuts, query) => {
      const index = indexCutAfter(numbered(contents), cuts)
      const { ordinals, scores } = index.search(query)
      for (const [i, ordinal] of ordinals.entries()) {
        const explanation = index.explain(query, ordinal)
        expect(explanation?.score).toBe(scores[i])
        const sum = explanation?.terms.reduce((total, { score }) => total + score, 0) ?? 0
        expect(Math.abs(sum - (scores[i] ?? 0))).toBeLessThanOrEqual(1e-6 * sum)
      }
    }),
    { numRuns: 200 },
  )
})

test('an explanation shows where its numbers come from', () => {
  const index = indexCutAfter([documentOf(1, 'a b', 'a'), documentOf(2, 'b c c')], [1])
  const explanation = index.explain(queryOf('a a c', { fields: { title: 2, text: 1 } }), 1)
  expect(explanation).toMatchObject({
    documents: 2,
    length: 4,
    averageLength: 3.5,
    terms: [
      {
        term: 'a',
        occurrences: 2,
        df: 1,
        idf: Math.log(2),
        weight: 2 * Math.log(2),
        tf: 3,
        fields: [
          { field: 'text', weight: 1, tf: 1, length: 2, averageLength: 2.5 },
          { field: 'title', weight: 2, tf: 1, length: 1, averageLength: 0.5 },
        ],
      },
      { term: 'c', df: 1, tf: 0, part: 0, score: 0 },
    ],
  })
})

describe('documents enough for several windows and many blocks', () => {
  const random = createRandom(7)
  // Few words, skewed, so that lists are long and ties many; some only in the first or the last documents.
  const zipf = (source: Random): string => `w${Math.floor(60 * source.next() ** 3)}`
  const seldom = (): string => `s${random.below(500)}`
  const documents = Array.from({ length: 20_000 }, (_, i): LexicalDocument => {
    const text = Array.from({ length: 2 + random.below(12) }, () => zipf(random))
    if (random.below(3) > 0) text.push(seldom())
    if (i === 3 || i > 19_990) text.push('rare')
    // Ordinals with holes.
    return {
      ordinal: 2 * i + (i % 3 === 0 ? 1 : 2),
      fields: { text, title: random.below(4) === 0 ? [zipf(random)] : [] },
    }
  })
  const cuts = [documents[12_345]?.ordinal ?? 0, documents[19_999]?.ordinal ?? 0]
  const untouched = { plain: indexCutAfter(documents, []), cut: indexCutAfter(documents, cuts) }
  const plain = indexCutAfter(documents, [])
  const cut = indexCutAfter(documents, cuts)
  const deleted = documents.flatMap(({ ordinal }) => (random.below(10) === 0 ? [ordinal] : []))
  plain.delete(deleted)
  cut.delete(deleted)
  const asked = Array.from({ length: 120 }, (_, i): LexicalQuery => {
    const terms = Array.from({ length: 1 + random.below(7) }, () => zipf(random))
    if (i % 5 === 0) terms.push('rare')
    // Alone, a few together, or beside frequent ones.
    if (i % 2 === 0) terms.splice(0, random.below(terms.length + 1), ...Array.from({ length: random.below(5) }, seldom))
    const formula = formulaNames[i % formulaNames.length] ?? 'lucene'
    return queryOf(terms.join(' '), {
      scoring: { formula },
      fields: i % 3 === 0 ? { text: 1, title: 2 } : { text: 1 },
      k: [1, 10, 100, 25_000][i % 4] ?? 10,
    })
  })

  test('the sealed index finds the same as the plain one', () => {
    for (const query of asked) expect(found(cut, query)).toEqual(found(plain, query))
  })

  test('also where nothing is deleted, so that what a term alone reaches is known beforehand', () => {
    for (const query of asked) expect(found(untouched.cut, query)).toEqual(found(untouched.plain, query))
  })

  test.each([2, 50, 5000])('one document in %i allowed', (every) => {
    const filter = Bitmap.of(documents.flatMap(({ ordinal }) => (random.below(every) === 0 ? [ordinal] : [])))
    for (const query of asked) {
      const filtered = { ...query, filter }
      expect(found(cut, filtered)).toEqual(found(plain, filtered))
    }
  })

  test('a cache too small for one query changes nothing', () => {
    const small = createLexicalIndex({ impactCacheBytesMax: 0 })
    small.add(documents)
    seal(small, 'all')
    small.delete(deleted)
    for (const query of asked.slice(0, 12)) expect(found(small, query)).toEqual(found(plain, query))
  })

  test('more terms than a query ever has', () => {
    const terms = Array.from({ length: 3000 }, (_, i) => `w${i % 60}`).concat(
      Array.from({ length: 500 }, (_, i) => `x${i}`),
    )
    const query = queryOf(terms.join(' '), { k: 50 })
    expect(found(cut, query)).toEqual(found(plain, query))
  })
})

test('a field is as long as its document says, also when the live segment goes on behind a sealed part', () => {
  const index = createLexicalIndex()
  const document = (ordinal: number): LexicalDocument => ({
    ordinal,
    fields: { text: ['a', 'b', 'c'] },
    lengths: { text: 10 * ordinal },
  })
  index.add([document(1), document(2)])
  const sealed = index.sealLive()
  index.add([document(3)])
  const lengthOf = (ordinal: number): number | undefined => index.explain(queryOf('a'), ordinal)?.length
  expect([lengthOf(2), lengthOf(3)]).toEqual([20, 30])
  index.swap({ liveThrough: sealed?.lastOrdinal ?? 0 })
  expect(lengthOf(3)).toBe(30)
})

test('an explanation says how many of the documents it counts are dead', () => {
  const index = createLexicalIndex()
  index.add([1, 2, 3].map((ordinal) => ({ ordinal, fields: { text: ['a'] } })))
  index.delete([2])
  expect(index.explain(queryOf('a'), 1)).toMatchObject({ documents: 3, deleted: 1 })
})
