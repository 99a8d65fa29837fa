/**
 * Adapts a static encoder to the documents of data sets alone, and judges it: node bench/adapt.mjs [--encoder REF] [--split test] [--steps N |
 * --minutes N] [--threads N] [--seeds 1,7] FOLDER... Prints nDCG@10 in percent (words, dense before and after, both together with the old and
 * the new weight) with the first seed, and for every seed the gate's verdict beside the judged difference and its 95% interval (paired). A
 * refused table is the first that the gate judged. Each adaptation has a process of its own, whose peak memory is printed; queries and
 * judgements are opened after the adaptation has ended.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
/** Of the default plan with an encoder that was not adapted. */
const WEIGHT_BEFORE = 0.2
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    encoder: { type: 'string', default: 'bundled:default' },
    split: { type: 'string', default: 'test' },
    steps: { type: 'string' },
    minutes: { type: 'string' },
    threads: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    one: { type: 'string' },
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

/** Mean difference in points and its 95% interval. */
function paired(before, after) {
  const differences = after.map((value, i) => 100 * (value - before[i]))
  const difference = mean(differences)
  const variance = mean(differences.map((value) => (value - difference) ** 2))
  const half = 1.96 * Math.sqrt(variance / Math.max(1, differences.length - 1))
  return { difference, low: difference - half, high: difference + half }
}

async function measure(folder, seed) {
  const documents = []
  for await (const document of (await openDataset(folder)).documents()) documents.push(document)
  const started = performance.now()
  const adaptation = await adaptEncoder(documents, {
    encoder: values.encoder,
    fields: ['title', 'text'],
    steps: numberOf(values.steps),
    minutes: numberOf(values.minutes),
    threads: numberOf(values.threads),
    seed,
  })
  const seconds = (performance.now() - started) / 1000
  const memoryMiB = process.resourceUsage().maxRSS / 1024
  const { report, candidate } = adaptation
  const { queries, judgements } = await judged(folder, values.split)
  const gains = (rankings, order = ({ documents: found }) => found) =>
    rankings.map((ranking, i) =>
      gain(
        order(ranking, i).map((ordinal) => documents[ordinal].id),
        judgements.get(queries[i].id),
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
  const both = (dense, weight) => gains(dense, (ranking, i) => fuse(words[i], ranking, weight))
  const bothBefore = both(before, WEIGHT_BEFORE)
  const bothAfter = both(after, report.hybridWeight)
  return {
    set: folder.split('/').at(-1),
    documents: documents.length,
    queries: queries.length,
    words: mean(gains(words)),
    denseBefore: mean(gains(before)),
    denseAfter: mean(gains(after)),
    bothBefore: mean(bothBefore),
    bothAfter: mean(bothAfter),
    dense: paired(gains(before), gains(after)),
    both: paired(bothBefore, bothAfter),
    report,
    seconds,
    memoryMiB,
  }
}

/** In a process of its own. */
function run(folder, seed) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--one', `${seed}`, folder],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const row = (cells) => console.log(`| ${cells.join(' | ')} |`)
const heading = (columns) => console.log(`\n| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}`)
const points = (value) => `${value < 0 ? '' : '+'}${value.toFixed(1)}`
const interval = ({ difference, low, high }) => `${points(difference)} [${points(low)}, ${points(high)}]`
const verdictOf = ({ kept }) => (kept ? 'kept' : 'refused')

function printFigures(results) {
  heading(
    'set,documents,words,dense before,dense after,both before,both after,weight,verdict,steps,seconds of training,seconds in all,peak MiB'.split(
      ',',
    ),
  )
  for (const { set, documents, words, denseBefore, denseAfter, bothBefore, bothAfter, ...rest } of results) {
    const { report, seconds, memoryMiB } = rest
    const shown = [words, denseBefore, denseAfter, bothBefore, bothAfter].map(percent)
    row([
      set,
      documents,
      ...shown,
      report.hybridWeight,
      verdictOf(report),
      report.steps,
      report.seconds.toFixed(0),
      seconds.toFixed(0),
      memoryMiB.toFixed(0),
    ])
  }
}

function printVerdicts(results) {
  heading(['set', 'seed', 'verdict', 'gate', 'queries', 'judged dense', 'judged both', 'judged queries'])
  for (const { set, seed, report, dense, both, queries } of results)
    row([
      set,
      seed,
      verdictOf(report),
      gateOf(report),
      report.gate?.all.queries ?? 0,
      interval(dense),
      interval(both),
      queries,
    ])
}

const gateOf = ({ gate }) =>
  gate ? interval(Object.fromEntries(['difference', 'low', 'high'].map((key) => [key, 100 * gate.all[key]]))) : ''

if (values.one !== undefined) console.log(JSON.stringify(await measure(positionals.at(-1), Number(values.one))))
else {
  const results = []
  for (const folder of positionals)
    for (const seed of values.seeds.split(',').map(Number)) {
      results.push({ seed, ...run(folder, seed) })
      console.error(`${folder}, seed ${seed}: ${results.at(-1).seconds.toFixed(0)} s`)
    }
  printFigures(results.filter(({ seed }) => seed === results[0].seed))
  printVerdicts(results)
}
