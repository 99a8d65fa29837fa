/**
 * What each way of reading words does to nDCG@10 on judged sets, against the same search with all of them off, with 95% intervals: queries as they are,
 * with a typo in each, and with two words written as one. Nothing that is on by default may lose beyond noise on queries as they are.
 *
 *     node bench/typed-queries.mjs [--datasets ../shared/datasets] [--sets scifact:test,medquad:dev,sample:test,...] [--queries as-typed,misspelt,joined] [--encoder REF]
 *
 * With an encoder the search is of words and vectors, as a search without a plan.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../dist/base/random.js'
import { evaluateDataset, indexDataset, openDataset, openProject, parseMetrics } from '../dist/index.js'
import { closeCache, FIELDS, openCachedEncoder, SETS } from './judged-sets.mjs'

const SAMPLE = 'samples/help-centre'
const { values } = parseArgs({
  options: {
    datasets: { type: 'string', default: '../shared/datasets' },
    sets: { type: 'string', default: SETS.map((name) => `${name}:test`).join() },
    queries: { type: 'string', default: 'as-typed,misspelt,joined' },
    encoder: { type: 'string' },
  },
})

const off = { syntax: 'plain', typos: false, compounds: false }
const ways = {
  off,
  'query language': { ...off, syntax: 'query' },
  typos: { ...off, typos: true },
  compounds: { ...off, compounds: true },
  default: {},
}
const retrieve = (words) => [{ lexical: words }, ...(values.encoder === undefined ? [] : [{ dense: {} }])]
const plans = Object.entries(ways).map(([name, words]) => ({ name, plan: { retrieve: retrieve(words) } }))

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const isWord = (word) => /^[a-z]{5,}$/i.test(word)

/** One letter left out, put in, replaced or swapped; seldom the first one. */
function misspelt(word, random) {
  const at = random.below(8) === 0 ? 0 : 1 + random.below(word.length - 2)
  const letter = LETTERS[random.below(26)]
  const edits = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + letter + word.slice(at + 1),
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
  ]
  return edits[random.below(4)]
}

const changes = {
  'as-typed': (words) => words,
  misspelt: (words, random) => {
    const places = words.flatMap((word, i) => (isWord(word) ? [i] : []))
    const place = places[random.below(Math.max(1, places.length))]
    return words.map((word, i) => (i === place ? misspelt(word, random) : word))
  },
  joined: (words, random) => {
    const places = words.flatMap((word, i) => (isWord(word) && isWord(words[i + 1] ?? '') ? [i] : []))
    const place = places[random.below(Math.max(1, places.length))]
    return words.flatMap((word, i) => (i === place ? [word + words[i + 1]] : i === place + 1 ? [] : [word]))
  },
}

function changed(dataset, change) {
  return {
    ...dataset,
    queries: async (split) => {
      const random = createRandom(13)
      const queries = await dataset.queries(split)
      return queries.map((query) => ({ ...query, text: change(query.text.split(/\s+/), random).join(' ') }))
    },
  }
}

const points = (figure) => (figure * 100).toFixed(1)
const signed = (figure) => `${figure >= 0 ? '+' : ''}${points(figure)}`
const encoder = values.encoder === undefined ? undefined : await openCachedEncoder(values.encoder)

async function measure(folder, split, kinds) {
  const dataset = await openDataset(folder)
  const project = await openProject(':memory:', { create: true })
  const spaces = encoder === undefined ? {} : { default: { encoder, fields: Object.keys(FIELDS) } }
  const collection = await indexDataset(project, dataset, { settings: { lexicalFields: FIELDS, spaces } })
  for (const kind of kinds) {
    const { report } = await evaluateDataset(collection, changed(dataset, changes[kind]), {
      split,
      plans,
      metrics: parseMetrics('nDCG@10'),
      encoderOf: async () => encoder,
      seed: 13,
    })
    const [base] = report.plans
    const cells = report.comparisons
      .filter(({ a, b }) => a === 'off' || b === 'off')
      .map(({ a, delta, low, high }) => (a === 'off' ? [delta, low, high] : [-delta, -high, -low]))
      .map(([delta, low, high]) => `${signed(delta)} [${signed(low)}, ${signed(high)}]`)
    console.log(
      `| ${[`${dataset.name}, ${split}`, kind, points(base.metrics['nDCG@10'].value), ...cells].join(' | ')} |`,
    )
  }
  await project.close()
}

console.log(
  `nDCG@10 in points of ${values.encoder === undefined ? 'words' : `words and ${values.encoder}`}, and what each way adds [95% interval]\n`,
)
console.log(`| set | queries | ${Object.keys(ways).join(' | ')} |\n|---|---|${'---:|'.repeat(plans.length)}`)
for (const set of values.sets.split(',')) {
  const [name, split = 'test'] = set.split(':')
  await measure(name === 'sample' ? SAMPLE : join(values.datasets, name), split, values.queries.split(','))
}
await encoder?.close()
closeCache()
