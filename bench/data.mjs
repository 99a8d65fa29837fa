/** What the benchmarks search, made from a seed: the same on every machine. */
import { createRandom } from '../dist/base/random.js'

/**
 * Unit vectors that lie as encoders' vectors do: topics, within them subjects of a few vectors each, and variation in far fewer directions than they
 * have dimensions. Near neighbours are of other subjects, so that a graph has to be walked well.
 *
 * @param drawSeed of the vectors alone: other vectors around the same centres
 * @returns `[rows, dim]` vectors and `[queries, dim]` queries, drawn alike
 */
export function makeVectors({
  rows,
  queries,
  dim,
  seed = 13,
  drawSeed,
  centres = Math.ceil(rows / 3),
  topics = 300,
  directions = 24,
}) {
  const random = createRandom(seed)
  const bases = Array.from({ length: 64 }, () => gaussians(random, directions * dim))
  const shared = gaussians(random, topics * dim)
  const middles = gaussians(random, centres * dim)
  for (let i = 0; i < middles.length; i++) {
    const topic = Math.floor(i / dim) % topics
    middles[i] = 0.8 * middles[i] + shared[topic * dim + (i % dim)]
  }
  const drawing = drawSeed === undefined ? random : createRandom(drawSeed)
  const draw = (count) => {
    const data = new Float32Array(count * dim)
    const along = new Float32Array(directions)
    for (let row = 0; row < count; row++) {
      const centre = drawing.below(centres)
      const basis = bases[centre % bases.length]
      for (let d = 0; d < directions; d++) along[d] = drawing.normal() * 0.35
      let norm = 0
      for (let i = 0; i < dim; i++) {
        let value = middles[centre * dim + i] + 0.2 * drawing.normal()
        for (let d = 0; d < directions; d++) value += along[d] * basis[d * dim + i]
        data[row * dim + i] = value
        norm += value * value
      }
      norm = Math.sqrt(norm)
      for (let i = 0; i < dim; i++) data[row * dim + i] /= norm
    }
    return data
  }
  return { vectors: draw(rows), queries: draw(queries) }
}

const gaussians = (random, count) => Float32Array.from({ length: count }, () => random.normal())

/** Made-up words by Zipf's law: documents of 60 to 100 words, queries of 3 to 8 words out of one document's neighbourhood. */
export function makeTexts({ documents, queries, seed = 13, vocabulary = 200_000 }) {
  const random = createRandom(seed)
  const words = Array.from({ length: vocabulary }, (_, rank) => wordOf(rank))
  const harmonic = Math.log(vocabulary) + 0.5772
  /** Inverse of the Zipf distribution with exponent 1. */
  const draw = () => words[Math.min(vocabulary - 1, Math.floor(Math.exp(random.next() * harmonic)) - 1)]
  const text = (length) => Array.from({ length }, draw).join(' ')
  const corpus = Array.from({ length: documents }, () => text(60 + random.below(41)))
  const asked = Array.from({ length: queries }, () => {
    const source = corpus[random.below(documents)].split(' ')
    const picked = Array.from({ length: 3 + random.below(6) }, () => source[random.below(source.length)])
    return [...new Set(picked)].join(' ')
  })
  return { corpus, queries: asked }
}

const SYLLABLES = ['ba', 'de', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'va', 'ze', 'cho', 'gri', 'pla', 'sto']

/** A pronounceable word for each number. */
function wordOf(rank) {
  let word = ''
  for (let rest = rank + 16; rest > 0; rest = Math.floor(rest / 16)) word += SYLLABLES[rest % 16]
  return word
}
