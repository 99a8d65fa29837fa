/** The prototype of ours: MaxScore over postings whose impacts hold the idf already, laid out for one field, one formula and one set of documents. */
import { readPrototype, runPrototype } from './_prototype.mjs'

const source = readPrototype('bm25')

export { load } from './_texts.mjs'

const K1 = 0.9
const B = 0.4
const BLOCK = 128
const WINDOW = 8192
const TERMS_MAX = 256

export async function build({ corpus }) {
  const { terms, postings, lengths } = invert(corpus)
  const total = postings.reduce((sum, { length }) => sum + length / 2, 0)
  const blocks = postings.reduce((sum, { length }) => sum + Math.ceil(length / 2 / BLOCK), 0)
  const { kernel, memory, take } = await runPrototype(source, 8 * total + 16 * (terms.size + blocks) + 2 ** 20)
  const place = {
    docs: take(4 * total),
    impacts: take(4 * total),
    offsets: take(4 * terms.size + 4),
    maxima: take(4 * terms.size),
    blockOffsets: take(4 * terms.size + 4),
    blockMaxima: take(4 * blocks),
    blockLasts: take(4 * blocks),
    sums: take(4 * WINDOW),
    states: take(32 * TERMS_MAX),
    scores: take(4 * 1024),
    numbers: take(4 * 1024),
    query: take(4 * TERMS_MAX),
  }
  fill(memory, place, { postings, lengths, total, blocks })
  const { docs, impacts, offsets, maxima, blockOffsets, blockMaxima, blockLasts, sums, states, scores, numbers } = place
  const arrays = [docs, impacts, offsets, maxima, blockOffsets, blockMaxima, blockLasts, sums, states, scores, numbers]
  kernel.init(...arrays, corpus.length, WINDOW)
  return { kernel, memory, terms, place }
}

/** Terms numbered in order of appearance, and (document, tf) pairs for each. */
function invert(corpus) {
  const terms = new Map()
  const postings = []
  const lengths = corpus.map((text, document) => {
    const words = text.split(' ')
    const counts = new Map()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    for (const [word, tf] of counts) {
      if (!terms.has(word)) {
        terms.set(word, postings.length)
        postings.push([])
      }
      postings[terms.get(word)].push(document, tf)
    }
    return words.length
  })
  return { terms, postings, lengths }
}

function fill(memory, place, { postings, lengths, total, blocks }) {
  const numbers = (at, length) => new Uint32Array(memory.buffer, at, length)
  const floats = (at, length) => new Float32Array(memory.buffer, at, length)
  const docs = numbers(place.docs, total)
  const impacts = floats(place.impacts, total)
  const offsets = numbers(place.offsets, postings.length + 1)
  const maxima = floats(place.maxima, postings.length)
  const blockOffsets = numbers(place.blockOffsets, postings.length + 1)
  const blockMaxima = floats(place.blockMaxima, blocks)
  const blockLasts = numbers(place.blockLasts, blocks)
  const documents = lengths.length
  const meanLength = lengths.reduce((a, b) => a + b) / documents
  let at = 0
  let block = 0
  postings.forEach((pairs, term) => {
    offsets[term] = at
    blockOffsets[term] = block
    const df = pairs.length / 2
    const idf = Math.log(1 + (documents - df + 0.5) / (df + 0.5))
    for (let i = 0; i < df; i++, at++) {
      const [document, tf] = [pairs[2 * i], pairs[2 * i + 1]]
      docs[at] = document
      impacts[at] = (idf * tf) / (tf + K1 * (1 - B + (B * lengths[document]) / meanLength))
      maxima[term] = Math.max(maxima[term], impacts[at])
      blockMaxima[block] = Math.max(blockMaxima[block], impacts[at])
      blockLasts[block] = document
      if ((i + 1) % BLOCK === 0 || i === df - 1) block++
    }
  })
  offsets[postings.length] = at
  blockOffsets[postings.length] = block
}

export function search({ kernel, memory, terms, place }, query, k) {
  const wanted = query.split(' ').flatMap((word) => terms.get(word) ?? [])
  new Uint32Array(memory.buffer, place.query, wanted.length).set(wanted)
  const found = kernel.search(place.query, wanted.length, k, 0)
  const scores = new Float32Array(memory.buffer, place.scores, found)
  const numbers = new Uint32Array(memory.buffer, place.numbers, found)
  return Array.from(numbers, (number, i) => [scores[i], number])
    .toSorted((a, b) => b[0] - a[0] || a[1] - b[1])
    .map(([, number]) => number)
}
