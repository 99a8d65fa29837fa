/**
 * @file Retrieval and reranking: how well the cosine of a query's vector and a document's ranks all documents, or the candidates of the query.
 *
 * mteb's protocol: the first 1,000 documents in trec_eval's order; a query without judgements is left out, one whose judgements are all 0 counts 0; figures of
 * nDCG, MAP, recall, precision and success have five decimals; each also says whether scores tell how sure the search is (nAUC).
 */
import { type Matrix, rowOf } from '../base/matrix.ts'
import type { Judgements, ScoredDocument } from '../data/document.ts'
import { evaluateRun, type RunScores } from '../metrics/evaluate-run.ts'
import { abstentionArea } from '../metrics/labels/abstention-area.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import { encodeTexts, type Encoded, withUnitRows } from './encode-texts.ts'
import { dataUnfit } from './errors.ts'
import type { RetrievalData, Scores, TaskDocument, TaskSettings } from './task.ts'

const DEPTH = 1000
const CUTOFFS = [1, 3, 5, 10, 20, 100, DEPTH] as const

/** mteb's name, ours, decimals that it keeps, and whether there is a figure of abstention, in mteb's order. */
const MEASURES = [
  { name: 'ndcg', metric: 'nDCG', decimals: 5, hasArea: true },
  { name: 'map', metric: 'AP', decimals: 5, hasArea: true },
  { name: 'recall', metric: 'R', decimals: 5, hasArea: true },
  { name: 'precision', metric: 'P', decimals: 5, hasArea: true },
  { name: 'mrr', metric: 'RR', decimals: undefined, hasArea: true },
  { name: 'hit_rate', metric: 'Success', decimals: 5, hasArea: false },
] as const

interface Options extends Encoded {
  readonly settings: TaskSettings
  readonly name: string
}

export async function evaluateRetrieval(data: RetrievalData, options: Options): Promise<Scores> {
  const judgements = judgedQueries(data)
  if (judgements.size === 0) throw dataUnfit({ task: options.name, problem: 'none of its queries is judged' })
  const run = await searchAll(data, { ...options, judgements })
  const metrics = MEASURES.flatMap(({ metric }) => CUTOFFS.map((k) => parseMetric(`${metric}@${k}`)))
  return scoresOf(evaluateRun(judgements, run, { metrics }), run)
}

function judgedQueries({ queries, judgements }: RetrievalData): Judgements {
  const ids = new Set(queries.map(({ id }) => id))
  return new Map([...judgements].filter(([id, grades]) => ids.has(id) && grades.size > 0))
}

async function searchAll(
  { documents, queries, candidates }: RetrievalData,
  { judgements, settings, ...options }: Options & { readonly judgements: Judgements },
): Promise<ReadonlyMap<string, readonly ScoredDocument[]>> {
  const asked = queries.filter(({ id }) => judgements.has(id))
  const byId = new Map(documents.map((document) => [document.id, document]))
  const among = new Map(asked.map(({ id }) => [id, [...new Set(candidates?.get(id))]]))
  const wanted = [...new Set([...among.values()].flat())]
  const unknown = wanted.find((id) => !byId.has(id))
  if (unknown !== undefined)
    throw dataUnfit({ task: options.name, problem: `"${unknown}" is a candidate and no document` })
  const searched = candidates === undefined ? documents : wanted.flatMap((id) => byId.get(id) ?? [])
  const [queryVectors, vectors] = [
    withUnitRows(
      await encodeTexts(
        asked.map(({ text }) => text),
        { ...options, role: 'query' },
      ),
    ),
    withUnitRows(await encodeTexts(searched.map(textOf), { ...options, role: 'document' })),
  ]
  const rows = new Map(searched.map(({ id }, row) => [id, row]))
  return new Map(
    asked.map(({ id }, i) => {
      options.signal?.throwIfAborted()
      // A query without candidates finds nothing.
      const places = candidates === undefined ? undefined : among.get(id)?.flatMap((docId) => rows.get(docId) ?? [])
      const skipped = settings.ignoreIdenticalIds ? rows.get(id) : undefined
      const ranked = rank(rowOf(queryVectors, i), vectors, { among: places, skipped })
      return [id, ranked.map(({ row, score }) => ({ docId: searched[row]?.id ?? '', score }))]
    }),
  )
}

const textOf = ({ title, text }: TaskDocument): string => (title === '' ? text : `${title} ${text}`).trim()

interface RankedRow {
  readonly row: number
  readonly score: number
}

function rank(
  query: Float32Array,
  vectors: Matrix,
  { among, skipped }: { readonly among: readonly number[] | undefined; readonly skipped: number | undefined },
): RankedRow[] {
  const rows = (among ?? Array.from({ length: vectors.rows }, (_, row) => row)).filter((row) => row !== skipped)
  const scores = Float32Array.from(rows, (row) => {
    const at = row * vectors.dim
    let dot = 0
    for (let i = 0; i < query.length; i++) dot += (query[i] as number) * (vectors.data[at + i] as number)
    return dot
  })
  const least = scores.length > DEPTH ? (scores.toSorted()[scores.length - DEPTH] as number) : -Infinity
  return rows
    .flatMap((row, i) => ((scores[i] as number) >= least ? [{ row, score: scores[i] as number }] : []))
    .sort((a, b) => b.score - a.score)
    .slice(0, DEPTH)
}

function scoresOf({ means, perQuery }: RunScores, run: ReadonlyMap<string, readonly ScoredDocument[]>): Scores {
  const queries = [...perQuery.values()]
  const confidences = confidencesOf([...perQuery.keys()].map((id) => run.get(id) ?? []))
  const [figures, areas, last]: [Record<string, number>, Record<string, number | null>, Record<string, number>] = [
    {},
    {},
    {},
  ]
  for (const { name, metric, decimals, hasArea } of MEASURES)
    for (const k of CUTOFFS) {
      const printed = parseMetric(`${metric}@${k}`).name
      const mean = means[printed] ?? 0
      const kept = decimals === undefined ? mean : Number(mean.toFixed(decimals))
      ;(hasArea ? figures : last)[`${name}_at_${k}`] = kept
      if (!hasArea) continue
      const qualities = queries.map((scores) => scores[printed] ?? 0)
      for (const [confidence, values] of Object.entries(confidences))
        areas[`nauc_${name}_at_${k}_${confidence}`] = abstentionArea(values, qualities) ?? null
    }
  // Of a question with one right answer recall@1 is the accuracy, which is why mteb calls it so.
  return { ...figures, accuracy: figures['recall_at_1'] ?? 0, ...areas, ...last }
}

/** What of a query's scores may say how sure the search is: the highest, their deviation, the first's distance to the second. */
function confidencesOf(
  rankings: readonly (readonly ScoredDocument[])[],
): Readonly<Record<'max' | 'std' | 'diff1', readonly number[]>> {
  const all = rankings.map((ranking) => ranking.map(({ score }) => score))
  return {
    max: all.map(([first = 0]) => first),
    std: all.map((scores) => {
      if (scores.length === 0) return 0
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
    }),
    diff1: all.map(([first = 0, second = first]) => first - second),
  }
}
