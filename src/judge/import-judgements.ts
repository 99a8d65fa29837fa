/** @file Graded work lists -> judgements, and how far the judges agree. */
import type { Grades, Judgements } from '../data/document.ts'
import { readCsvRows } from '../data/csv-rows.ts'
import type { Place } from '../data/place.ts'
import { columnMissing, gradesInvalid, nothingGraded } from './errors.ts'
import { type Agreement, type GradedRow, measureAgreement } from './measure-agreement.ts'

export interface ImportOptions {
  /** Grades go from 0 to this. Default: 4, TREC's highest. */
  readonly gradeMax?: number | undefined
  /** Judgements that there are; graded pairs replace theirs. */
  readonly before?: Judgements | undefined
}

export interface Imported {
  readonly judgements: Judgements
  /** Query-document pairs with a grade. */
  readonly graded: number
  /** Rows without a grade, left out. */
  readonly ungraded: number
  /** Pairs that `before` had with another grade. */
  readonly changed: number
  /** Absent where every pair has one judge. */
  readonly agreement?: Agreement
}

const GRADE_MAX = 4

/**
 * Reads graded work lists: one file for each judge, or one file whose column `judge` says who graded the row. A pair that several judges graded gets the
 * median grade, of an even number the lower of the two in the middle.
 *
 * @throws JUDGE_COLUMN_MISSING; JUDGE_GRADES_INVALID with the lines: no whole number from 0 to `gradeMax`, an empty id, a pair that the same judge graded
 *   twice with different grades; JUDGE_NOTHING_GRADED; what readCsvRows throws
 */
export async function importJudgements(files: readonly string[], options: ImportOptions = {}): Promise<Imported> {
  const { gradeMax = GRADE_MAX, before = new Map<string, Grades>() } = options
  const { rows, ungraded } = await readGrades(files, gradeMax)
  if (rows.length === 0) throw nothingGraded({ files })
  const pairs = groupByPair(rows)
  const judgements = new Map(Array.from(before, ([queryId, grades]) => [queryId, new Map(grades)]))
  let changed = 0
  for (const [first, ...others] of pairs.values()) {
    if (first === undefined) continue
    const grade = lowerMedian([first, ...others].map((row) => row.grade))
    const grades = judgements.get(first.queryId) ?? new Map<string, number>()
    const earlier = grades.get(first.docId)
    if (earlier !== undefined && earlier !== grade) changed++
    judgements.set(first.queryId, grades.set(first.docId, grade))
  }
  const agreement = measureAgreement([...pairs.values()])
  return { judgements, graded: pairs.size, ungraded, changed, ...(agreement === undefined ? {} : { agreement }) }
}

interface GradesRead {
  readonly rows: readonly GradedRow[]
  readonly ungraded: number
}

/** As many bad rows are named. */
const NAMED_MAX = 5

async function readGrades(files: readonly string[], gradeMax: number): Promise<GradesRead> {
  const rows: GradedRow[] = []
  const bad: { readonly place: Place; readonly problem: string }[] = []
  const gradeOf = new Map<string, number>()
  let ungraded = 0
  for (const file of files)
    for await (const { value, place } of readCsvRows(file, {})) {
      const cells = value as Readonly<Record<string, string>>
      for (const column of ['query_id', 'document_id', 'grade'])
        if (!Object.hasOwn(cells, column)) throw columnMissing({ file, column, found: Object.keys(cells) })
      const read = readRow(cells, { file, gradeMax })
      if (read === undefined) ungraded++
      else if (typeof read === 'string') bad.push({ place, problem: read })
      else {
        const key = JSON.stringify([read.judge, read.queryId, read.docId])
        const earlier = gradeOf.get(key)
        gradeOf.set(key, read.grade)
        if (earlier === undefined) rows.push(read)
        else if (earlier !== read.grade) bad.push({ place, problem: gradedTwice(read, earlier) })
      }
    }
  if (bad.length > 0) throw gradesInvalid({ count: bad.length, bad: bad.slice(0, NAMED_MAX), gradeMax })
  return { rows, ungraded }
}

const gradedTwice = ({ judge, queryId, docId, grade }: GradedRow, earlier: number): string =>
  `"${judge}" graded document "${docId}" of query "${queryId}" ${earlier} before and ${grade} here`

/** @returns undefined for a row without a grade, the problem as a text for one that is wrong */
function readRow(
  cells: Readonly<Record<string, string>>,
  { file, gradeMax }: { readonly file: string; readonly gradeMax: number },
): GradedRow | string | undefined {
  const { query_id: queryId = '', document_id: docId = '' } = cells
  const [text, judge] = [(cells['grade'] ?? '').trim(), (cells['judge'] ?? '').trim()]
  if (text === '') return undefined
  if (queryId === '' || docId === '') return 'it has a grade and no id of the query or of the document'
  // Spreadsheets write 2.0 where a column was taken for decimal numbers.
  const grade = /^\d+(?:[.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
  if (!(grade <= gradeMax)) return `the grade "${text}" is not a whole number from 0 to ${gradeMax}`
  return { judge: judge === '' ? file : judge, queryId, docId, grade }
}

function groupByPair(rows: readonly GradedRow[]): Map<string, GradedRow[]> {
  const pairs = new Map<string, GradedRow[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.queryId, row.docId])
    const found = pairs.get(key)
    if (found === undefined) pairs.set(key, [row])
    else found.push(row)
  }
  return pairs
}

const lowerMedian = (grades: readonly number[]): number =>
  grades.toSorted((a, b) => a - b)[Math.floor((grades.length - 1) / 2)] ?? 0
