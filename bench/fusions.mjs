/**
 * Ways of fusing words and vectors, compared over full score lists: what the legs say of every candidate of either, and how all scores of a query
 * are spread over the whole collection. One weight for all sets; nDCG@10.
 *
 *     node bench/fusions.mjs [--datasets ../shared/datasets] [--encoder bundled:default] [--sets scifact:test,abt-buy:train,...] [--queries 300]
 *
 * Choose a constant on train and dev splits (`--sets`), then look at test splits once.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { indexDataset, openDataset, openProject } from '../dist/index.js'
import { closeCache, FIELDS, openCachedEncoder, SETS } from './judged-sets.mjs'

const WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
const CANDIDATES = 100
/** Beyond it BM25 adds next to nothing to the sums. */
const LEXICAL_DEPTH = 1000

const { values } = parseArgs({
  options: {
    datasets: { type: 'string', default: '../shared/datasets' },
    encoder: { type: 'string', default: 'bundled:default' },
    sets: {
      type: 'string',
      default: SETS.map((name) => `${name}:test`).join(),
    },
    queries: { type: 'string', default: '500' },
  },
})

const spread = (scores, count = scores.length) => {
  const mean = scores.reduce((sum, one) => sum + one, 0) / count
  const squares = scores.reduce((sum, one) => sum + one * one, 0) / count
  return { mean, deviation: Math.sqrt(Math.max(0, squares - mean * mean)) || 1 }
}
const only = (scores, isIn) => scores.filter((_, i) => isIn[i])
const minMax = (scores, isIn) => {
  const retrieved = only(scores, isIn)
  const [min, max] = [Math.min(...retrieved), Math.max(...retrieved)]
  return (score) => (max > min ? (score - min) / (max - min) : Number(retrieved.length > 0))
}
const zScore =
  ({ mean, deviation }) =>
  (score) =>
    (score - mean) / deviation
/** Documents that a leg did not retrieve count as its worst. */
const unfilled = (scores, isIn, normalise) => {
  const worst = Math.min(...only(scores, isIn))
  return scores.map((score, i) => (only(scores, isIn).length === 0 ? 0 : normalise(isIn[i] ? score : worst)))
}
const top = (scores) => Math.max(...scores, 1e-9)

/** Scores of every candidate by both legs, comparable. */
const NORMALISATIONS = {
  'min-max': ({ words, dense, inWords, inDense }) => [
    unfilled(words, inWords, minMax(words, inWords)),
    unfilled(dense, inDense, minMax(dense, inDense)),
  ],
  'z-score': ({ words, dense, inWords, inDense }) => [
    unfilled(words, inWords, zScore(spread(only(words, inWords)))),
    unfilled(dense, inDense, zScore(spread(only(dense, inDense)))),
  ],
  'min-max, filled': ({ words, dense, inWords, inDense }) => [
    words.map(minMax(words, inWords)),
    dense.map(minMax(dense, inDense)),
  ],
  'z-score, filled': ({ words, dense, inWords, inDense }) => [
    words.map(zScore(spread(only(words, inWords)))),
    dense.map(zScore(spread(only(dense, inDense)))),
  ],
  'z-score over the collection, filled': ({ words, dense, allWords, allDense }) => [
    words.map(zScore(allWords)),
    dense.map(zScore(allDense)),
  ],
  'theoretical min-max, filled': ({ words, dense }) => [
    words.map((score) => score / top(words)),
    dense.map((score) => (score + 1) / (top(dense) + 1)),
  ],
  'mean to max, filled': ({ words, dense, allDense: { mean } }) => [
    words.map((score) => score / top(words)),
    dense.map((score) => Math.max(0, (score - mean) / (top(dense) - mean))),
  ],
}

const gain = (grade, index) => Math.max(0, grade) / Math.log2(index + 2)
function ndcg({ ids, relevant }, scores) {
  const order = ids.map((id, i) => [id, scores[i], i]).sort((a, b) => b[1] - a[1] || a[2] - b[2])
  const found = order.slice(0, 10).reduce((sum, [id], i) => sum + gain(relevant.get(id) ?? 0, i), 0)
  const ideal = [...relevant.values()].sort((a, b) => b - a).slice(0, 10)
  return found / ideal.reduce((sum, grade, i) => sum + gain(grade, i), 0)
}

function reciprocalRanks({ words, dense, inWords, inDense }) {
  const fused = words.map(() => 0)
  for (const [scores, isIn] of [
    [words, inWords],
    [dense, inDense],
  ]) {
    const order = [...scores.keys()].filter((i) => isIn[i]).sort((a, b) => scores[b] - scores[a])
    for (const [rank, i] of order.entries()) fused[i] += 1 / (61 + rank)
  }
  return fused
}

async function readQueries(collection, dataset, { split, encoder }) {
  const judgements = await dataset.judgements(split)
  const judged = (await dataset.queries(split)).filter(
    ({ id, text }) => text.trim() !== '' && [...judgements.get(id).values()].some((grade) => grade > 0),
  )
  const step = Math.max(1, Math.floor(judged.length / Number(values.queries)))
  const queries = judged.filter((_, i) => i % step === 0)
  const { vectors } = await encoder.encode(queries, { role: 'query' })
  const documents = await collection.count()
  return Promise.all(
    queries.map(({ id, text }, row) =>
      collection.read(async (view) => {
        const lexical = { kind: 'lexical', query: text }
        const vector = vectors.data.subarray(row * vectors.dim, (row + 1) * vectors.dim)
        const byWords = await view.retrieve({ ...lexical, k: LEXICAL_DEPTH })
        const byVectors = await view.retrieve({ kind: 'dense', space: 'default', vector, exact: true, k: documents })
        const [first, second] = [byWords, byVectors].map(
          (leg) => new Set(leg.slice(0, CANDIDATES).map(({ key }) => key)),
        )
        const keys = [...new Set([...first, ...second])]
        const densely = new Map(byVectors.map(({ key, score }) => [key, score]))
        return {
          ids: (await view.fetch(keys)).map((document) => document.id),
          relevant: judgements.get(id),
          words: Array.from(await view.score(lexical, keys), (score) => (Number.isNaN(score) ? 0 : score)),
          dense: keys.map((key) => densely.get(key)),
          inWords: keys.map((key) => first.has(key)),
          inDense: keys.map((key) => second.has(key)),
          allWords: spread(
            byWords.map(({ score }) => score),
            documents,
          ),
          allDense: spread(byVectors.map(({ score }) => score)),
        }
      }),
    ),
  )
}

async function read(name, split, encoder) {
  const dataset = await openDataset(join(values.datasets, name))
  const project = await openProject(':memory:', { create: true })
  try {
    const spaces = { default: { encoder, fields: Object.keys(FIELDS) } }
    const collection = await indexDataset(project, dataset, { settings: { lexicalFields: FIELDS, spaces } })
    return await readQueries(collection, dataset, { split, encoder })
  } finally {
    await project.close()
  }
}

const encoder = await openCachedEncoder(values.encoder)
const sets = []
for (const [name, split = 'test'] of values.sets.split(',').map((set) => set.split(':')))
  sets.push(await read(name, split, encoder))
const meanOf = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const points = (number) => (100 * number).toFixed(1)
const bySet = (scoresOf) => sets.map((queries) => meanOf(queries.map((query) => ndcg(query, scoresOf(query)))))
const alone = (scores, isIn) => scores.map((score, i) => (isIn[i] ? score : -Infinity))
const words = bySet((query) => alone(query.words, query.inWords))
const print = (name, figures) => {
  const worst = Math.min(...figures.map((figure, i) => figure - words[i]))
  console.log(`| ${[name, ...figures.map(points), points(meanOf(figures)), points(worst)].join(' | ')} |`)
}
console.log(`| ${values.encoder} | ${values.sets.split(',').join(' | ')} | mean | least gain over words |`)
print('words', words)
print(
  'dense',
  bySet((query) => alone(query.dense, query.inDense)),
)
print('reciprocal ranks', bySet(reciprocalRanks))
for (const [name, normalise] of Object.entries(NORMALISATIONS)) {
  const legs = new Map(sets.flat().map((query) => [query, normalise(query)]))
  const at = (weight) =>
    bySet((query) => {
      const [lexical, dense] = legs.get(query)
      return lexical.map((score, i) => (1 - weight) * score + weight * dense[i])
    })
  for (const weight of WEIGHTS) print(`${name}, dense ${weight}`, at(weight))
}
await encoder.close()
closeCache()
