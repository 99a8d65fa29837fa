/**
 * How long queries as people type them take: words, phrases, conditions, prefixes, typos, synonyms and completions over a made-up catalogue, and the
 * dictionary alone at half a million terms.
 *
 *     node bench/typed-speed.mjs [--rows 100000] [--terms 500000]
 */
import { parseArgs } from 'node:util'
import { openProject, suggest } from '../dist/index.js'
import { createRandom } from '../dist/base/random.js'
import { createLexicalIndex } from '../dist/index/lexical/create-lexical-index.js'
import { sourceOfChunks } from '../dist/index/segment-file.js'
import { makeTexts } from './data.mjs'
import { keepResult } from './write-tables.mjs'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, terms: { type: 'string', default: '500000' } },
})
const [rows, termCount] = [Number(values.rows), Number(values.terms)]
const QUERIES = 300
const random = createRandom(13)
const engines = []

function note(name, ms) {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (fraction) => sorted[Math.ceil(fraction * sorted.length) - 1]
  engines.push({ engine: name, p50Ms: at(0.5), p95Ms: at(0.95), queries: ms.length })
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const misspelt = (word) => {
  const at = 1 + random.below(word.length - 2)
  return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
}

function measureDictionary() {
  const letter = () => LETTERS[Math.floor(26 * random.next() ** 1.6)]
  const made = new Set()
  while (made.size < termCount) made.add(Array.from({ length: 4 + random.below(9) }, letter).join(''))
  const terms = [...made]
  const index = createLexicalIndex()
  for (let i = 0; i < terms.length; i += 50) index.add([{ ordinal: i + 1, fields: { text: terms.slice(i, i + 50) } }])
  const sealed = index.sealLive()
  index.swap({ added: { name: 's', source: sourceOfChunks('s', sealed.chunks) }, liveThrough: sealed.lastOrdinal })
  const asked = Array.from({ length: 400 }, () => terms[random.below(terms.length)])
  for (const editsMax of [1, 2]) {
    const words = asked.filter(({ length }) => (editsMax === 1 ? length < 8 : length >= 8)).map(misspelt)
    for (const round of [0, 1]) {
      const ms = words.map((word) => {
        const start = performance.now()
        index.vocabulary.near(word, { fields: ['text'], limit: 1000, editsMax })
        return performance.now() - start
      })
      if (round === 1) note(`dictionary of ${terms.length} terms, ${editsMax} edits`, ms)
    }
  }
}

async function measureSearches() {
  const { corpus, queries } = makeTexts({ documents: rows, queries: QUERIES })
  const project = await openProject(':memory:', { create: true })
  const collection = await project.createCollection('all', { lexicalFields: { title: 1, text: 1 }, spaces: {} })
  const titleOf = (text) => text.split(' ').slice(0, 5).join(' ')
  await collection.add(corpus.map((text, i) => ({ id: `d${i}`, fields: { title: titleOf(text), text } })))
  await collection.settle()
  const words = queries.map((query) => query.split(' '))
  const someTitle = () => titleOf(corpus[random.below(rows)])
  const cut = (title) => title.slice(0, 3 + random.below(title.length - 3))
  const typed = queries.map(() => cut(someTitle()))
  const off = { syntax: 'plain', typos: false, compounds: false }
  const counts = new Map()
  for (const word of corpus.slice(0, 2000).flatMap((text) => text.split(' ')))
    counts.set(word, (counts.get(word) ?? 0) + 1)
  const frequent = [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([word]) => word)
  const kinds = {
    'words, all off': [queries, off],
    words: [queries, {}],
    'phrase of two neighbours': [queries.map(() => `"${someTitle().split(' ').slice(1, 3).join(' ')}"`), {}],
    'phrase of two frequent words': [
      queries.map(() => `"${frequent[random.below(20)]} ${frequent[random.below(20)]}"`),
      {},
    ],
    'word and excluded word': [words.map(([a, b]) => `${a} -${b}`), {}],
    'required word': [words.map(([a, b]) => `+${a} ${b}`), {}],
    'prefix of two letters': [words.map(([a]) => `${a.slice(0, 2)}*`), {}],
    'a typo': [words.map(([a, ...others]) => [a.length > 4 ? misspelt(a) : a, ...others].join(' ')), {}],
    'as you type': [typed, { asYouType: true }],
    synonyms: [queries, { synonyms: words.slice(0, 300).map(([a, b]) => `${a}, ${b}`) }],
  }
  for (const [name, [asked, options]] of Object.entries(kinds)) {
    for (const round of [0, 1]) {
      const ms = []
      for (const query of asked) {
        const start = performance.now()
        await collection.search(query, { plan: 'lexical', words: options })
        ms.push(performance.now() - start)
      }
      note(`${name}${round === 0 ? ', first time' : ''}`, ms)
    }
  }
  const ms = []
  for (const query of typed) {
    const start = performance.now()
    await suggest(collection, query)
    ms.push(performance.now() - start)
  }
  note('suggest', ms)
  await project.close()
}

measureDictionary()
await measureSearches()
console.table(engines.map(({ engine, p50Ms, p95Ms }) => ({ engine, p50Ms: p50Ms.toFixed(2), p95Ms: p95Ms.toFixed(2) })))
keepResult('typed-queries', { rows, terms: termCount, engines })
