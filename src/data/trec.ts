/** @file Judgements and runs as text files: TREC's columns, BEIR's table of judgements, MS MARCO's short run. */
import { readUtf8 } from './charset.ts'
import type { Judgements, Run, ScoredDocument } from './document.ts'
import { judgementInvalid, nothingToRead, runInvalid, trecUnwritable } from './errors.ts'
import { type Line, splitLines } from './lines.ts'
import type { Place } from './place.ts'

const INTEGER = /^[+-]?\d+$/
const WHITE_SPACE = /\s+/

interface Judgement {
  readonly queryId: string
  readonly docId: string
  readonly grade: string
}

/** Columns of one line -> a judgement, or the problem with it. */
type JudgementReader = (text: string) => Judgement | string

/**
 * Reads judgements. A first line of three columns between tabs whose last is no integer is BEIR's header: three columns between tabs follow. Otherwise
 * each line has TREC's four columns `query iteration document grade` between any white space, of which the second is not used. Packed where the
 * path ends in `.gz`.
 *
 * @returns queries in file order, with their documents in file order
 * @throws DATA_JUDGEMENT_INVALID with the line: columns, grade, a document judged twice for a query
 */
export async function readQrels(path: string): Promise<Judgements> {
  const judgements = new Map<string, Map<string, number>>()
  let read: JudgementReader | undefined
  for await (const { text, line } of readLines(path)) {
    const isHeader = read === undefined && isBeirHeader(text)
    read ??= isHeader ? readBeirLine : readTrecLine
    if (isHeader) continue
    const place: Place = { file: path, line }
    const judgement = read(text)
    if (typeof judgement === 'string') throw judgementInvalid({ ...place, reason: judgement, text })
    const { queryId, docId, grade } = judgement
    if (!INTEGER.test(grade))
      throw judgementInvalid({ ...place, reason: `the grade "${grade}" is not an integer`, text })
    const grades = getOrAdd(judgements, queryId, () => new Map<string, number>())
    if (grades.has(docId)) {
      const reason = `document "${docId}" is judged twice for query "${queryId}"`
      throw judgementInvalid({ ...place, reason, text })
    }
    grades.set(docId, Number(grade))
  }
  if (read === undefined) throw nothingToRead({ source: path })
  return judgements
}

function isBeirHeader(text: string): boolean {
  const columns = text.split('\t')
  return columns.length === 3 && !INTEGER.test((columns[2] ?? '').trim())
}

function readBeirLine(text: string): Judgement | string {
  const columns = text.split('\t')
  const [queryId = '', docId = '', grade = ''] = columns
  if (columns.length !== 3) return `expected 3 tab-separated columns, as in the header, but it has ${columns.length}`
  return queryId === '' || docId === '' ? 'an id is empty' : { queryId, docId, grade: grade.trim() }
}

function readTrecLine(text: string): Judgement | string {
  const columns = text.trim().split(WHITE_SPACE)
  const [queryId = '', , docId = '', grade = ''] = columns
  return columns.length === 4 ? { queryId, docId, grade } : `expected 4 columns, but it has ${columns.length}`
}

/**
 * Reads a run: TREC's six columns `query Q0 document rank score tag`, or MS MARCO's three, `query document rank` (score = 1 / rank). As for trec_eval
 * the rank column is ignored if there is a score. Gzipped if the path ends in `.gz`.
 *
 * @returns queries in file order, results by score from high to low; equal scores keep the file's order
 * @throws DATA_RUN_INVALID with the line: columns, a score that is not a finite number, a document twice for a query
 */
export async function readRun(path: string): Promise<Run> {
  const run = new Map<string, Map<string, number>>()
  let columnsOfFile = 0
  for await (const { text, line } of readLines(path)) {
    const place: Place = { file: path, line }
    const columns = text.trim().split(WHITE_SPACE)
    columnsOfFile ||= columns.length === 3 ? 3 : 6
    if (columns.length !== columnsOfFile) {
      const reason = `expected ${columnsOfFile} columns, but it has ${columns.length}`
      throw runInvalid({ ...place, reason, text })
    }
    const [queryId = '', second = '', third = '', , fifth = ''] = columns
    const docId = columnsOfFile === 3 ? second : third
    const score = columnsOfFile === 3 ? 1 / parseRank(third) : parseScore(fifth)
    if (!Number.isFinite(score)) {
      const reason =
        columnsOfFile === 3
          ? `the rank "${third}" does not count from 1`
          : `the score "${fifth}" is not a finite number`
      throw runInvalid({ ...place, reason, text })
    }
    const scores = getOrAdd(run, queryId, () => new Map<string, number>())
    if (scores.has(docId)) {
      const reason = `document "${docId}" appears twice for query "${queryId}"`
      throw runInvalid({ ...place, reason, text })
    }
    scores.set(docId, score)
  }
  if (columnsOfFile === 0) throw nothingToRead({ source: path })
  return new Map([...run].map(([queryId, scores]) => [queryId, toResults(scores)]))
}

/** What C's strtod reads as a number, without hexadecimal. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

const parseScore = (text: string): number => (DECIMAL.test(text) ? Number(text) : Number.NaN)
const parseRank = (text: string): number => (/^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN)

const toResults = (scores: ReadonlyMap<string, number>): readonly ScoredDocument[] =>
  [...scores].map(([docId, score]) => ({ docId, score })).sort((a, b) => b.score - a.score)

/**
 * A run in TREC's six columns, ranks from 1 as the results stand. Scores are written with all digits, so that they read back as the same number.
 *
 * @param tag names the run; white space in it becomes `_`
 * @throws DATA_TREC_UNWRITABLE for ids that are empty or hold white space, and for scores that are not finite
 */
export function formatRun(run: Run, tag: string): string {
  const name = tag.replaceAll(/\s+/g, '_') || 'run'
  return [...run]
    .flatMap(([queryId, results]) =>
      results.map(
        ({ docId, score }, index) =>
          `${idText('query id', queryId)} Q0 ${idText('document id', docId)} ${index + 1} ${scoreText(score)} ${name}\n`,
      ),
    )
    .join('')
}

/** Judgements in TREC's four columns. @throws DATA_TREC_UNWRITABLE for ids that are empty or hold white space, and for grades that are not integers */
export function formatQrels(judgements: Judgements): string {
  return [...judgements]
    .flatMap(([queryId, grades]) =>
      [...grades].map(
        ([docId, grade]) => `${idText('query id', queryId)} 0 ${idText('document id', docId)} ${gradeText(grade)}\n`,
      ),
    )
    .join('')
}

/** Judgements as BEIR's table: a header, then three columns between tabs, so that ids may hold spaces. @throws DATA_TREC_UNWRITABLE */
export function formatBeirQrels(judgements: Judgements): string {
  const rows = [...judgements].flatMap(([queryId, grades]) =>
    [...grades].map(([docId, grade]) => {
      const ids = [tabbedText('query id', queryId), tabbedText('document id', docId)]
      return `${ids.join('\t')}\t${gradeText(grade)}\n`
    }),
  )
  return `query-id\tcorpus-id\tscore\n${rows.join('')}`
}

function tabbedText(what: string, value: string): string {
  if (value === '') throw trecUnwritable({ what, value, reason: 'it is empty' })
  if (/[\t\r\n]/.test(value)) throw trecUnwritable({ what, value, reason: 'tabs and line ends separate the columns' })
  return value
}

function idText(what: string, value: string): string {
  if (value === '') throw trecUnwritable({ what, value, reason: 'it is empty' })
  if (WHITE_SPACE.test(value)) throw trecUnwritable({ what, value, reason: 'white space separates the columns' })
  return value
}

function scoreText(score: number): string {
  if (!Number.isFinite(score)) throw trecUnwritable({ what: 'score', value: String(score), reason: 'it is not finite' })
  return String(score)
}

function gradeText(grade: number): string {
  if (!Number.isInteger(grade))
    throw trecUnwritable({ what: 'grade', value: String(grade), reason: 'it is not an integer' })
  return String(grade)
}

async function* readLines(path: string): AsyncGenerator<Line> {
  for await (const lines of splitLines(readUtf8(path, {}), { file: path })) yield* lines
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
