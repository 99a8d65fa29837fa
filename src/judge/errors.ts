/** @file Errors of judging. */
import { AttuneError } from '../base/errors.ts'
import { describePlace, type Place } from '../data/place.ts'

export const columnMissing = (details: {
  readonly file: string
  readonly column: string
  readonly found: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'JUDGE_COLUMN_MISSING',
    kind: 'invalid-input',
    message: `"${details.file}" has no column "${details.column}"; it has: ${details.found.join(', ') || 'none'}.`,
    hint: 'Import the file that "attune judge export" wrote, with its header and its ids unchanged.',
    details,
  })

/** @param details.bad the first few, each with the line that it is on */
export const gradesInvalid = (details: {
  readonly count: number
  readonly bad: readonly { readonly place: Place; readonly problem: string }[]
  readonly gradeMax: number
}): AttuneError =>
  new AttuneError({
    code: 'JUDGE_GRADES_INVALID',
    kind: 'invalid-input',
    message:
      `${details.count === 1 ? 'One row' : `${details.count} rows`} cannot be imported: ` +
      details.bad.map(({ place, problem }) => `${describePlace(place)}: ${problem}`).join('; ') +
      (details.count > details.bad.length ? '; and more.' : '.'),
    hint: `Grade with whole numbers from 0 (not relevant) to ${details.gradeMax}, and leave what was not judged empty.`,
    details,
  })

export const nothingGraded = (details: { readonly files: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'JUDGE_NOTHING_GRADED',
    kind: 'invalid-input',
    message: `No row of ${details.files.map((file) => `"${file}"`).join(', ')} has a grade.`,
    hint: 'Fill in the column "grade", then import the file again.',
    details,
  })

export const noQueries = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'JUDGE_NO_QUERIES',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" has no titles, headings or phrases to make queries of.`,
    hint: 'Pass a log of real queries with --queries FILE.',
    details,
  })

export const ratingsInvalid = (details: { readonly problem: string }): AttuneError =>
  new AttuneError({
    code: 'JUDGE_RATINGS_INVALID',
    kind: 'invalid-input',
    message: details.problem,
    hint: 'Pass one list of ratings for each judge, all of the same items in the same order.',
    details,
  })
