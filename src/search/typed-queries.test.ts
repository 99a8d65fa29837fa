import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../base/random.ts'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import type { Collection } from '../store/collection.ts'
import { openProject } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import type { PlanInput } from './plan.ts'
import { searchCollection, type SearchResult } from './search-collection.ts'
import type { SearchOptions } from './search-options.ts'
import type { WordOptions } from './stages/stage.ts'

const encoder = createHashEncoder({ dim: 32 })
let project: Project
beforeAll(async () => {
  project = await openProject(':memory:', { create: true })
})
afterAll(async () => project.close())

let made = 0
async function collectionOf(
  texts: readonly (string | { readonly title: string; readonly text: string })[],
  language: 'en' | 'de' | 'none' = 'en',
): Promise<Collection> {
  const collection = await project.createCollection(`c${made++}`, {
    lexicalFields: { title: 1, text: 1 },
    spaces: { default: { encoder } },
    analyzer: { language },
  })
  await collection.add(
    texts.map((one, i) => ({ id: `${i}`, fields: typeof one === 'string' ? { title: '', text: one } : { ...one } })),
  )
  return collection
}

const words: PlanInput = { retrieve: [{ lexical: {} }], limit: 1000 }
const both: PlanInput = { retrieve: [{ lexical: {} }, { dense: {} }], limit: 1000 }
const run = async (collection: Collection, query: string, options: SearchOptions = {}): Promise<SearchResult> =>
  searchCollection(collection, query, { plan: words, encoderOf: async () => encoder, ...options })
const idsOf = async (collection: Collection, query: string, options: SearchOptions = {}): Promise<string[]> =>
  (await run(collection, query, options)).hits.map(({ id }) => id)
const read = (options: WordOptions): SearchOptions => ({ words: options })

describe('conditions', () => {
  const texts = [
    'reset the password of the phone',
    'the password reset by phone',
    'reset of a forgotten password',
    { title: 'password', text: 'change it in the settings' },
    'phones and tablets',
  ]

  test('a phrase is its words in order, inflected or not, stop words included', async () => {
    const collection = await collectionOf(texts)
    expect(await idsOf(collection, '"password reset"')).toEqual(['1'])
    expect(await idsOf(collection, '"reset the password"')).toEqual(['0'])
    expect(await idsOf(collection, '"reset a password"')).toEqual([])
    expect(await idsOf(collection, '"phone and tablet"')).toEqual(['4'])
  })

  test('what is excluded, required or asked of a field holds for vectors, too', async () => {
    const collection = await collectionOf(texts)
    for (const plan of [words, both]) {
      expect((await idsOf(collection, 'password -reset', { plan })).toSorted()).toEqual(
        plan === words ? ['3'] : ['3', '4'],
      )
      expect((await idsOf(collection, 'phone +password', { plan })).toSorted()).toEqual(['0', '1', '2', '3'])
      expect(await idsOf(collection, 'title:password', { plan })).toEqual(['3'])
      expect((await idsOf(collection, 'password -"password reset"', { plan })).toSorted()).toEqual(
        plan === words ? ['0', '2', '3'] : ['0', '2', '3', '4'],
      )
    }
  })

  test('to plain syntax all of it is text, and a plan by vectors alone has no signs', async () => {
    const collection = await collectionOf(texts)
    expect(await idsOf(collection, 'password -reset', read({ syntax: 'plain' }))).toHaveLength(4)
    expect(await idsOf(collection, 'password -reset', { plan: { retrieve: [{ dense: {} }] } })).toHaveLength(5)
  })

  test('filters hold beside them, and as many hits come as there are', async () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      i % 3 === 0 ? 'red apple' : `apple red ${'red '.repeat(i % 7)}`,
    )
    const collection = await collectionOf(many)
    const plan = { retrieve: [{ lexical: { k: 20 } }], limit: 20 }
    const found = await idsOf(collection, '"red apple"', { plan })
    expect(found).toHaveLength(20)
    expect(found.every((id) => Number(id) % 3 === 0)).toBe(true)
  })

  test('an explanation says how the query was read', async () => {
    const collection = await collectionOf(texts)
    const { reading } = await run(collection, '"password reset" -tablet pho*', { explain: true })
    expect(reading).toMatchObject({
      conditions: [
        { text: 'password reset', isExcluded: false, fields: ['title', 'text'] },
        { text: 'tablet', isExcluded: true },
      ],
      words: [{ text: 'pho', kind: 'prefix', words: ['phone'] }],
    })
  })
})

describe('a naive interpreter agrees', () => {
  const vocabulary = ['ape', 'apex', 'bee', 'beet', 'cat', 'cats', 'dog', 'eel']
  interface Part {
    readonly sign: '' | '+' | '-'
    readonly field: '' | 'title:' | 'text:'
    readonly words: readonly string[]
    readonly form: 'word' | 'phrase' | 'prefix'
  }
  const word = fc.constantFrom(...vocabulary)
  const part: fc.Arbitrary<Part> = fc.record({
    sign: fc.constantFrom('', '', '+', '-'),
    field: fc.constantFrom('', '', '', 'title:', 'text:'),
    words: fc.array(word, { minLength: 1, maxLength: 3 }),
    form: fc.constantFrom('word', 'phrase', 'prefix'),
  })
  const textOf = fc.array(word, { maxLength: 6 }).map((all) => all.join(' '))
  const documents = fc.array(fc.record({ title: textOf, text: textOf }), { minLength: 1, maxLength: 12 })

  const first = ({ words: [one = ''] }: Part): string => one
  const typed = (one: Part): string => {
    const body = { word: first(one), phrase: `"${one.words.join(' ')}"`, prefix: `${first(one).slice(0, 2)}*` }[
      one.form
    ]
    return `${one.sign}${one.field}${body}`
  }
  const has = (text: string, { form, words: wanted, ...rest }: Part): boolean => {
    const all = text.split(' ')
    if (form === 'prefix') return all.some((one) => one.startsWith(first({ form, words: wanted, ...rest }).slice(0, 2)))
    const phrase = form === 'word' ? wanted.slice(0, 1) : wanted
    return all.some((_, at) => phrase.every((one, i) => all[at + i] === one))
  }
  const meets = (document: { readonly title: string; readonly text: string }, one: Part): boolean => {
    const fields = one.field === '' ? ['title', 'text'] : [one.field.slice(0, -1)]
    return fields.some((field) => has(document[field as 'title' | 'text'], one))
  }
  const isCondition = ({ sign, field, form }: Part): boolean => sign !== '' || field !== '' || form === 'phrase'
  const ranks = (document: { readonly title: string; readonly text: string }, one: Part): boolean =>
    one.form === 'prefix'
      ? meets(document, { ...one, field: '' })
      : (one.form === 'word' ? one.words.slice(0, 1) : one.words).some((each) =>
          meets(document, { ...one, field: '', form: 'word', words: [each] }),
        )

  test('over small collections, whatever the query', async () => {
    await fc.assert(
      fc.asyncProperty(documents, fc.array(part, { minLength: 1, maxLength: 5 }), async (all, parts) => {
        const positive = parts.filter(({ sign }) => sign !== '-')
        fc.pre(positive.length > 0)
        const collection = await collectionOf(all, 'none')
        const query = parts.map(typed).join(' ')
        const plain = { typos: false, compounds: false }
        const wanted = all.flatMap((document, i) => {
          const holds = parts.filter(isCondition).every((one) => meets(document, one) === (one.sign !== '-'))
          return holds && positive.some((one) => ranks(document, one)) ? [`${i}`] : []
        })
        expect((await idsOf(collection, query, read(plain))).toSorted(), query).toEqual(wanted.toSorted())
        const allowed = new Set(
          all.flatMap((document, i) =>
            parts.filter(isCondition).every((one) => meets(document, one) === (one.sign !== '-')) ? [`${i}`] : [],
          ),
        )
        const fused = await idsOf(collection, query, { ...read(plain), plan: both })
        expect(fused.every((id) => allowed.has(id))).toBe(true)
      }),
      { numRuns: 250 },
    )
  })
})

describe('typos', () => {
  const texts = [
    'password reset',
    'passwords expire',
    'the valve closes',
    'error E-4021',
    'a dashboard',
    'receive letters',
    'university',
    'happy people',
  ]

  test.each([
    ['pasword', 'password', ['0', '1']],
    ['apssword', 'password', ['0', '1']],
    ['passwrods', 'passwords', ['1', '0']],
    ['recieve', 'receive', ['5']],
    ['vlave', 'valve', ['2']],
    ['universtiy', 'university', ['6']],
    ['hapy', 'happy', ['7']],
    ['Hapyp', 'happy', ['7']],
  ])('%s is searched as %s', async (query, suggestion, found) => {
    const collection = await collectionOf(texts)
    const result = await run(collection, query)
    expect(result.suggestion).toBe(suggestion)
    expect(result.hits.map(({ id }) => id).toSorted()).toEqual([...found].toSorted())
    expect(await idsOf(collection, query, read({ typos: false }))).toEqual([])
  })

  test('codes, numbers, short words and words that documents have are what they are', async () => {
    const collection = await collectionOf([...texts, 'pasword as somebody wrote it'])
    for (const query of ['E-4022', '4022', 'vlv', 'pasword']) {
      const result = await run(collection, query)
      expect(result.suggestion, query).toBeUndefined()
    }
    expect(await idsOf(collection, 'pasword')).toEqual(['8'])
    expect(await idsOf(collection, 'E-4022')).toEqual([])
  })

  test('the suggestion is the query with its signs, and hits are marked where they matched', async () => {
    const collection = await collectionOf(texts)
    const { suggestion, hits } = await run(collection, '"pasword" -expire vlave', { highlight: true })
    expect(suggestion).toBe('"password" -expire valve')
    expect(hits).toEqual([])
    const marked = await run(collection, 'pasword', { highlight: true })
    expect(marked.hits[0]?.highlights?.[0]?.passage).toContain('password')
  })

  test('an explanation names the word that was typed and the term that counted', async () => {
    const collection = await collectionOf(texts)
    const { hits } = await run(collection, 'pasword', { explain: true })
    expect(hits[0]?.explain?.stages[0]?.terms).toMatchObject([{ term: 'password', typed: 'pasword' }])
  })
})

describe('words together and apart', () => {
  test('in any language, where documents write it the other way', async () => {
    const collection = await collectionOf(['an old washboard', 'a wash board of tin', 'a board'])
    expect((await idsOf(collection, 'wash board')).slice(0, 2).toSorted()).toEqual(['0', '1'])
    const apart = await collectionOf(['a wash board of tin', 'a board', 'a dash'])
    expect(await idsOf(apart, 'washboard')).toEqual(['0'])
    expect(await idsOf(apart, 'washboard', read({ compounds: false, typos: false }))).toEqual([])
  })

  test('a German compound finds its parts, and its last part finds it, after the word itself', async () => {
    const texts = [
      'Die Waschmaschine läuft',
      'Eine Maschine zum Waschen',
      'Eine Maschine',
      'waschen und bügeln',
      'Schule',
    ]
    const collection = await collectionOf(texts, 'de')
    expect((await idsOf(collection, 'Maschine')).toSorted()).toEqual(['0', '1', '2'])
    expect((await idsOf(collection, 'Maschine')).at(-1)).toBe('0')
    expect(await idsOf(collection, 'Waschmaschine')).toEqual(['0', '1'])
    expect(await idsOf(collection, 'Schulmaschine')).toEqual([])
  })
})

describe('synonyms', () => {
  const texts = ['a television set', 'tv', 'united states of america', 'states of matter', 'usa']
  const synonyms = ['# sets', 'tv, television, television set', 'usa, united states', 'telly => television']

  test('score the best of their group, in both directions, several words only together', async () => {
    const collection = await collectionOf([...texts, 'tv television'])
    const { hits } = await run(collection, 'tv', read({ synonyms }))
    expect(hits.map(({ id }) => id).toSorted()).toEqual(['0', '1', '5'])
    expect(hits.find(({ id }) => id === '5')?.score).toBeLessThanOrEqual(hits[0]?.score ?? 0)
    expect((await idsOf(collection, 'usa', read({ synonyms }))).toSorted()).toEqual(['2', '4'])
    expect((await idsOf(collection, 'united states', read({ synonyms }))).toSorted()).toEqual(['2', '3', '4'])
  })

  test('a one-way rule replaces, and the other way nothing happens', async () => {
    const collection = await collectionOf([...texts, 'telly'])
    expect(await idsOf(collection, 'telly', read({ synonyms }))).toEqual(['0'])
    expect(await idsOf(collection, 'television', read({ synonyms: ['telly => television'] }))).toEqual(['0'])
  })

  test('are part of the plan that is reported, and a broken rule is refused with its line', async () => {
    const collection = await collectionOf(texts)
    const { plan } = await run(collection, 'tv', read({ synonyms }))
    expect(plan.retrieve).toMatchObject([{ lexical: { synonyms } }])
    await expect(run(collection, 'tv', read({ synonyms: ['a, b', '=> c'] }))).rejects.toThrow('Line 2')
    await expect(run(collection, 'tv', { words: { typo: true } as WordOptions })).rejects.toThrow('typo: unknown key')
  })
})

describe('as you type', () => {
  const texts = ['university library', 'universe of stars', 'unite', 'happy people', 'studying hard', 'E-4021 valve']

  test.each([
    ['univ', ['0', '1']],
    ['universit', ['0']],
    ['happy', ['3']],
    ['happ', ['3']],
    ['studyi', ['4']],
    ['library univers', ['0', '1']],
    ['e-40', ['5']],
    ['STU', ['4']],
  ])('%s', async (query, wanted) => {
    const collection = await collectionOf(texts)
    expect((await idsOf(collection, query, read({ asYouType: true }))).toSorted()).toEqual(wanted)
  })

  test('a word that is followed by a space is whole', async () => {
    const collection = await collectionOf(texts)
    expect(await idsOf(collection, 'libr ', read({ asYouType: true, typos: false }))).toEqual([])
  })

  test('the whole word comes before the words that it begins', async () => {
    const collection = await collectionOf(['cartoon', 'cartoon', 'cartoon', 'car'])
    expect((await idsOf(collection, 'car', read({ asYouType: true })))[0]).toBe('3')
  })
})

test('random queries with signs, of any kind and length, are answered quickly', async () => {
  const random = createRandom(13)
  const parts = [
    '"',
    '“',
    '-',
    '+',
    '*',
    ':',
    'title:',
    ' ',
    ' ',
    'red',
    'appel',
    'appl',
    'é',
    '9',
    '\ud800',
    '\0',
    '.',
    '漢字',
    '🙂',
    'ไทย',
  ]
  const collection = await collectionOf(['red apple', { title: 'apple', text: 'green 9' }, '漢字 ไทย 🙂 é'])
  const all: WordOptions = { typos: true, compounds: true, asYouType: true, synonyms: ['red, green apple'] }
  const start = performance.now()
  for (let i = 0; i < 3000; i++) {
    const query = Array.from({ length: 1 + random.below(20) }, () => parts[random.below(parts.length)]).join('')
    if (query.trim() !== '') await run(collection, query, { ...read(all), plan: i % 2 === 0 ? words : both })
  }
  for (const part of ['"', '-a ', 'appel ', 'ap* ', '+"red apple" ', 'a', 'redappel'])
    await run(collection, part.repeat(Math.floor(20_000 / part.length)), { ...read(all) })
  const strange = Array.from({ length: 5000 }, (_, i) => `appl${i.toString(26).replaceAll(/\d/g, 'x')}qq`).join(' ')
  await run(collection, strange, { ...read(all) })
  expect(performance.now() - start).toBeLessThan(60_000)
})
