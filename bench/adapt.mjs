/**
 * Adapts a static encoder to the documents of data sets alone, and judges it: node bench/adapt.mjs [--encoder REF] [--split test] [--steps N |
 * --minutes N] [--threads N] FOLDER... Prints nDCG@10 in percent (words, dense before and after, both together with the old and the new
 * weight), what the gate said, steps a second. Queries and judgements are opened after the adaptation has ended.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDataset } from '../dist/data/dataset.js'
import { openEncoder } from '../dist/encode/open-encoder.js'
import { createLexicalIndex } from '../dist/index/lexical/create-lexical-index.js'
import { defaultScoring } from '../dist/index/lexical/scoring.js'
import { createAnalyzer } from '../dist/text/analyzer.js'
import { adaptEncoder } from '../dist/train/adapt-encoder.js'
import { rankVectors } from '../dist/train/rank-vectors.js'
import { writeAdaptedEncoder } from '../dist/train/write-adapted-encoder.js'

const DEPTH = 100
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    encoder: { type: 'string', default: 'bundled:default' },
    split: { type: 'string', default: 'test' },
    steps: { type: 'string' },
    minutes: { type: 'string' },
    threads: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const numberOf = (value) => (value === undefined ? undefined : Number(value))
const percent = (value) => (value === undefined ? '' : (100 * value).toFixed(1))

const textOf = ({ fields }) => [fields.title ?? '', fields.text ?? ''].join(' ').trim()

function gain(documents, grades) {
  const dcg = (list) => list.reduce((sum, grade, i) => sum + grade / Math.log2(i + 2), 0)
  const ideal = [...grades.values()].filter((grade) => grade > 0).toSorted((a, b) => b - a)
  return dcg(documents.slice(0, 10).map((id) => Math.max(0, grades.get(id) ?? 0))) / dcg(ideal.slice(0, 10))
}

const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

function normalised({ documents, scores }) {
  const low = scores.at(-1) ?? 0
  const range = (scores[0] ?? 0) - low
  return new Map(documents.map((document, i) => [document, range > 0 ? (scores[i] - low) / range : 1]))
}

function fuse(words, dense, weight) {
  const sums = new Map()
  for (const [document, score] of normalised(words)) sums.set(document, (1 - weight) * score)
  for (const [document, score] of normalised(dense)) sums.set(document, (sums.get(document) ?? 0) + weight * score)
  return [...sums].toSorted(([a, x], [b, y]) => y - x || a - b).map(([document]) => document)
}

async function judged(folder, split) {
  const dataset = await openDataset(folder)
  const judgements = await dataset.judgements(split)
  const queries = (await dataset.queries(split)).filter(({ id }) =>
    [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0),
  )
  return { queries, judgements }
}

function searchWords(documents, queries) {
  const { terms } = createAnalyzer()
  const index = createLexicalIndex()
  index.add(
    documents.map(({ fields }, i) => ({
      ordinal: i + 1,
      fields: { title: terms(fields.title ?? ''), text: terms(fields.text ?? '') },
    })),
  )
  return queries.map(({ text }) => {
    const found = index.search({ terms: terms(text), fields: { title: 1, text: 1 }, scoring: defaultScoring, k: DEPTH })
    return { documents: Array.from(found.ordinals, (ordinal) => ordinal - 1), scores: [...found.scores] }
  })
}

async function searchDense(ref, documents, queries) {
  const encoder = await openEncoder(ref)
  const inputs = (texts) => texts.map((text) => ({ text }))
  const { vectors } = await encoder.encode(inputs(documents.map(textOf)), { role: 'document' })
  const asked = await encoder.encode(inputs(queries.map(({ text }) => text)), { role: 'query' })
  await encoder.close()
  return rankVectors(asked.vectors, vectors, { k: DEPTH, isExcluded: () => false })
}

async function run(folder) {
  const documents = []
  for await (const document of (await openDataset(folder)).documents()) documents.push(document)
  const started = performance.now()
  const adaptation = await adaptEncoder(documents, {
    encoder: values.encoder,
    fields: ['title', 'text'],
    steps: numberOf(values.steps),
    minutes: numberOf(values.minutes),
    threads: numberOf(values.threads),
    seed: Number(values.seed),
  })
  const seconds = (performance.now() - started) / 1000
  const { report, candidate } = adaptation
  const { queries, judgements } = await judged(folder, values.split)
  const figure = (rankings, order = ({ documents: found }) => found) =>
    mean(
      rankings.map((ranking, i) =>
        gain(
          order(ranking, i).map((ordinal) => documents[ordinal].id),
          judgements.get(queries[i].id),
        ),
      ),
    )
  const words = searchWords(documents, queries)
  const before = await searchDense(values.encoder, documents, queries)
  const output = mkdtempSync(join(tmpdir(), 'attune-adapted-'))
  let after = before
  if (candidate) {
    writeAdaptedEncoder({ report, adapted: candidate }, { output })
    after = await searchDense(output, documents, queries)
  }
  rmSync(output, { recursive: true })
  const hybrid = (dense, weight) => figure(dense, (ranking, i) => fuse(words[i], ranking, weight))
  const curve = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7].map((weight) => percent(hybrid(after, weight)))
  const { gate } = report
  const kinds = Object.entries(gate?.kinds ?? {}).map(
    ([kind, { before: from, after: to }]) => `${kind} ${percent(from)}>${percent(to)}`,
  )
  const cells = [
    folder.split('/').at(-1),
    documents.length,
    percent(figure(words)),
    percent(figure(before)),
    percent(figure(after)),
    percent(hybrid(before, 0.2)),
    percent(hybrid(after, report.hybridWeight)),
    report.hybridWeight,
    curve.join(' '),
    report.kept ? 'kept' : 'refused',
    percent(gate?.all.difference),
    `${percent(gate?.foundByWords.before)}>${percent(gate?.foundByWords.after)}`,
    kinds.join(', '),
    report.steps,
    (report.steps / report.seconds).toFixed(1),
    seconds.toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

const columns = [
  'set',
  'documents',
  'words',
  'dense before',
  'dense after',
  'both, 0.2, before',
  'both after',
  'weight',
  'at 0.2 to 0.7',
  'gate',
  'difference',
  'found by words',
  'kinds',
  'steps',
  'steps/s',
  'seconds in all',
]
console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}`)

for (const folder of positionals) await run(folder)
