/** @file Figures of pytrec_eval, ir-measures and ranx on rankings made to be tricky: ties, float32, UTF-8, missing and empty answers. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import type { Judgements, Run } from '../data/document.ts'
import { evaluateRun, type RunScores } from './evaluate-run.ts'
import { scales } from './mean.ts'
import type { Metric } from './metric.ts'
import { parseMetric } from './parse-metric.ts'

type Figures = Readonly<Record<string, number | string>>
type PerQuery = Readonly<Record<string, Figures>>

interface Data {
  readonly judgements: readonly { readonly query: string; readonly judgements: readonly [string, number][] }[]
  readonly runs: Readonly<
    Record<string, readonly { readonly query: string; readonly results: readonly [string, number][] }[]>
  >
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

const dataPath = goldenFile('metrics', 'tricky', 'data.json')
const data: Data = dataPath === undefined ? { judgements: [], runs: {} } : read<Data>(dataPath)
const judgements: Judgements = new Map(data.judgements.map(({ query, judgements }) => [query, new Map(judgements)]))

const runOf = (name: string): Run =>
  new Map(
    (data.runs[name] ?? []).map(({ query, results }) => [query, results.map(([docId, score]) => ({ docId, score }))]),
  )

/** undefined where we do not have the measure, or not with this parameter. */
function findMetric(name: string): Metric | undefined {
  try {
    return parseMetric(name)
  } catch {
    return undefined
  }
}

const withParameter = (name: string, parameter: string): string =>
  /[()]/.test(name) ? name.replace(')', `,${parameter})`) : name.replace(/^([^@]+)/, `$1(${parameter})`)

type Case = readonly [title: string, body: (() => void) | undefined]

/** One test for each measure that we have; the others are listed as skipped, by name. */
function describeFigures<File>(file: string, casesOf: (figures: File) => Iterable<Case>): void {
  const path = dataPath === undefined ? undefined : goldenFile('metrics', 'tricky', file)
  const cases = path === undefined ? [] : [...casesOf(read<File>(path))]
  describe.skipIf(path === undefined)(`figures of metrics/tricky/${file}`, () => {
    test('are there', () => expect(cases).not.toHaveLength(0))
    for (const [title, body] of cases) test.skipIf(body === undefined)(title, body)
  })
}

/** Queries whose score is not the reference's, with both. */
function differences(
  { perQuery }: RunScores,
  figures: PerQuery,
  { metric, name, tolerance = 1e-9 }: { readonly metric: Metric; readonly name: string; readonly tolerance?: number },
): string[] {
  return Object.entries(figures).flatMap(([query, measures]) => {
    // trec_eval prints the logarithm where the mean is geometric.
    const ours = scales[metric.mean].scale(perQuery.get(query)?.[metric.name] ?? Number.NaN)
    const theirs = Number(measures[name])
    return Math.abs(ours - theirs) <= tolerance ? [] : [`${query}: ${ours} instead of ${theirs}`]
  })
}

interface TrecFile {
  readonly runs: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly per_query: PerQuery
            readonly aggregate_over_run_queries: Figures
            readonly mean_over_all_judged_queries: Figures
          }
        >
      >
    >
  >
}

describeFigures<TrecFile>('pytrec_eval.json', function* ({ runs }) {
  for (const [run, levels] of Object.entries(runs)) {
    for (const [level, figures] of Object.entries(levels)) {
      const names = new Set(Object.values(figures.per_query).flatMap((measures) => Object.keys(measures)))
      for (const name of names) {
        const rel = Number(/\d+$/.exec(level)?.[0])
        const plain = findMetric(name)
        // Measures that know no relevance level (nDCG) give the same at each.
        const metric = plain && (findMetric(withParameter(plain.name, `rel=${rel}`)) ?? plain)
        yield [
          `run ${run}, ${level}: ${name}${metric === undefined ? '' : ` is ${metric.name}`}`,
          metric && ((): void => expectTrecFigures(metric, { run: runOf(run), name, figures })),
        ]
      }
    }
  }
})

function expectTrecFigures(
  metric: Metric,
  {
    run,
    name,
    figures,
  }: { readonly run: Run; readonly name: string; readonly figures: TrecFile['runs'][string][string] },
): void {
  const answered = evaluateRun(judgements, run, { metrics: [metric], missing: 'skip' })
  expect([...answered.perQuery.keys()].toSorted()).toEqual(Object.keys(figures.per_query).toSorted())
  expect(differences(answered, figures.per_query, { metric, name })).toEqual([])
  expect(answered.means[metric.name]).toBeCloseTo(Number(figures.aggregate_over_run_queries[name]), 9)
  if (figures.mean_over_all_judged_queries[name] === undefined) return expect(name).toBe('gm_map')
  const all = evaluateRun(judgements, run, { metrics: [metric] })
  expect(all.means[metric.name]).toBeCloseTo(Number(figures.mean_over_all_judged_queries[name]), 9)
}

interface IrMeasuresFile {
  readonly provider: Readonly<Record<string, string>>
  readonly runs: Readonly<Record<string, { readonly per_query: PerQuery; readonly aggregate: Figures }>>
}

/** How each provider of ir-measures orders results; the others hand over to trec_eval. */
const orders: Readonly<Record<string, string>> = { gdeval: 'gdeval', msmarco: 'msmarco', judged: 'msmarco' }

/** cwl_eval leaves ties as the file has them. */
const asListed = (run: Run): Run =>
  new Map(
    [...run].map(([query, results]) => [
      query,
      results.toSorted((a, b) => b.score - a.score).map(({ docId }, i) => ({ docId, score: -i })),
    ]),
  )

describeFigures<IrMeasuresFile>('ir_measures.json', function* ({ provider, runs }) {
  for (const [run, figures] of Object.entries(runs)) {
    for (const [name, by] of Object.entries(provider)) {
      const metric = findMetric(orders[by] === undefined ? name : withParameter(name, `order='${orders[by]}'`))
      // gdeval prints five decimals.
      const tolerance = by === 'gdeval' ? 0.5e-5 + 1e-9 : 1e-9
      yield [
        `run ${run}: ${name} of ${by}`,
        metric &&
          ((): void =>
            expectIrMeasures(metric, {
              run: by === 'cwl_eval' ? asListed(runOf(run)) : runOf(run),
              name,
              figures,
              tolerance,
            })),
      ]
    }
  }
})

function expectIrMeasures(
  metric: Metric,
  {
    run,
    name,
    figures,
    tolerance,
  }: {
    readonly run: Run
    readonly name: string
    readonly figures: IrMeasuresFile['runs'][string]
    readonly tolerance: number
  },
): void {
  expect(parseMetric(name).name).toBe(name)
  const scores = evaluateRun(judgements, run, { metrics: [metric] })
  expect([...scores.perQuery.keys()].toSorted()).toEqual(Object.keys(figures.per_query).toSorted())
  expect(differences(scores, figures.per_query, { metric, name, tolerance })).toEqual([])
  expect(Math.abs((scores.means[metric.name] ?? Number.NaN) - Number(figures.aggregate[name]))).toBeLessThanOrEqual(
    tolerance,
  )
}

interface RanxFile {
  readonly runs: Readonly<
    Record<
      string,
      {
        readonly order_used: readonly { readonly query: string; readonly documents: readonly string[] }[]
        readonly per_query: PerQuery
        readonly mean: Figures
      }
    >
  >
}

/** ranx's name as ours; its `-l2` is dealt with by `judgementsFrom`. */
const ranxName = (name: string): string =>
  name
    .replace(/-l\d+/, '')
    .replace(/^ndcg_burges(@\d+)?$/, `nDCG(dcg='exp-log2')$1`)
    // Another formula than trec_eval's, NaN where nothing was judged not relevant.
    .replace(/^bpref$/, 'bpref of ranx')

describeFigures<RanxFile>('ranx.json', function* ({ runs }) {
  for (const [run, figures] of Object.entries(runs)) {
    for (const name of Object.keys(figures.mean)) {
      const metric = findMetric(ranxName(name))
      yield [
        `run ${run}: ${name}${metric === undefined ? '' : ` is ${metric.name}`}`,
        metric && ((): void => expectRanx(metric, { name, figures })),
      ]
    }
  }
})

/** In ranx's RBP a result gains its grade; the grade is how many levels it reaches, so it is the sum of RBP over the levels. */
describeFigures<RanxFile>('ranx.json', function* ({ runs }) {
  for (const [run, figures] of Object.entries(runs))
    for (const p of [80, 95]) yield [`run ${run}: rbp.${p}`, (): void => expectRanxRbp(p, figures)]
})

function expectRanxRbp(p: number, figures: RanxFile['runs'][string]): void {
  const metrics = [1, 2, 3, 4].map((rel) => parseMetric(`RBP(p=0.${p},rel=${rel})`))
  const { perQuery } = evaluateRun(judgements, orderUsed(figures), { metrics })
  const queries = Object.entries(figures.per_query).filter(([query]) => !isMangled(query))
  for (const [query, measures] of queries) {
    const sum = metrics.reduce((total, { name }) => total + (perQuery.get(query)?.[name] ?? Number.NaN), 0)
    expect(sum, query).toBeCloseTo(Number(measures[`rbp.${p}`]), 9)
  }
}

const orderUsed = ({ order_used }: RanxFile['runs'][string]): Run =>
  new Map(
    order_used.map(({ query, documents }) => [
      query,
      documents.map((docId, i) => ({ docId, score: documents.length - i })),
    ]),
  )

function expectRanx(
  metric: Metric,
  { name, figures }: { readonly name: string; readonly figures: RanxFile['runs'][string] },
): void {
  const run = orderUsed(figures)
  const scores = evaluateRun(judgementsFrom(Number(/-l(\d+)/.exec(name)?.[1] ?? 1)), run, { metrics: [metric] })
  const readable = Object.entries(figures.per_query).filter(([query]) => !isMangled(query))
  expect(readable).not.toHaveLength(0)
  expect(differences(scores, Object.fromEntries(readable), { metric, name })).toEqual([])
}

/** ranx's compiled code reads identifiers beyond the basic plane wrongly. */
const isMangled = (query: string): boolean =>
  [...(judgements.get(query)?.keys() ?? [])].some((docId) => /[\u{10000}-\u{10FFFF}]/u.test(docId))

/** ranx forgets judgements below the level before anything, so the ideal ranking has none of them either. */
const judgementsFrom = (level: number): Judgements =>
  new Map([...judgements].map(([query, grades]) => [query, new Map([...grades].filter(([, grade]) => grade >= level))]))
