/** @file What can go wrong with files of documents, queries and judgements: one factory for each error. */
import { AttuneError } from '../base/errors.ts'
import { describePlace, excerpt, type Place } from './place.ts'

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

/** Of columns that a message lists: a table may have thousands. */
const COLUMNS_LISTED_MAX = 30

const listedColumns = (columns: readonly string[]): string =>
  columns.length === 0
    ? 'none'
    : listed(columns.slice(0, COLUMNS_LISTED_MAX)) +
      (columns.length > COLUMNS_LISTED_MAX ? ` and ${columns.length - COLUMNS_LISTED_MAX} more` : '')

export const sourceNotFound = (details: { readonly path: string }, cause?: unknown): AttuneError =>
  new AttuneError({
    code: 'DATA_SOURCE_NOT_FOUND',
    kind: 'not-found',
    message: `There is no file or folder "${details.path}".`,
    hint: 'Check the path; it is taken relative to the working directory.',
    details,
    cause,
  })

export const sourceUnreadable = (
  details: { readonly file: string; readonly reason: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_SOURCE_UNREADABLE',
    kind: 'external',
    message: `${details.file} cannot be read: ${details.reason}.`,
    hint: 'Check that the file is a plain file and that this user may read it.',
    details,
    cause,
  })

export const fileDamaged = (
  details: Place & { readonly format: string; readonly reason: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_FILE_DAMAGED',
    kind: 'corrupt',
    message: `${describePlace(details)} is no whole ${details.format} file: ${details.reason}.`,
    hint: 'Copy or download the file again.',
    details,
    cause,
  })

export const formatUnknown = (details: {
  readonly file: string
  readonly extension: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'DATA_FORMAT_UNKNOWN',
    kind: 'unsupported',
    message: `The extension "${details.extension}" of ${details.file} tells no format; known are ${listed(details.known)}.`,
    hint: 'Rename or convert the file, or name its format.',
    details,
  })

export const formatNeedsFile = (details: {
  readonly source: string
  readonly format: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'DATA_FORMAT_NEEDS_FILE',
    kind: 'unsupported',
    message: `${details.source} is a stream, and the format "${details.format}" is read from files only; streams may be ${listed(details.known)}.`,
    hint: 'Pass the path of a file.',
    details,
  })

export const nothingToRead = (details: { readonly source: string; readonly known?: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'DATA_NOTHING_TO_READ',
    kind: 'invalid-input',
    message:
      `${details.source} holds nothing to read: it is empty, or has only a header` +
      (details.known === undefined ? '.' : `, or no file in it has a known extension (${details.known.join(', ')}).`),
    hint: 'Check that this is the file or folder you mean.',
    details,
  })

export const jsonInvalid = (
  details: Place & { readonly reason: string; readonly text: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_JSON_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} is not valid JSON: ${details.reason}. It begins: ${excerpt(details.text)}`,
    hint: 'Correct the JSON; if it is the last line, check that the file was written to its end.',
    details: { ...details, text: excerpt(details.text) },
    cause,
  })

export const rowNotObject = (details: Place & { readonly found: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_ROW_NOT_OBJECT',
    kind: 'invalid-input',
    message: `${describePlace(details)} holds ${details.found} where an object with an id and fields is expected.`,
    hint: 'Write each document as an object: {"_id": "1", "text": "..."}.',
    details,
  })

export const tooLong = (details: Place & { readonly bytesMax: number; readonly what: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_TOO_LONG',
    kind: 'unsupported',
    message: `${details.what} at ${describePlace(details)} is longer than ${details.bytesMax / 2 ** 20} MiB.`,
    hint: 'Check that the file has line breaks and the format you mean; cut documents of this size into parts.',
    details,
  })

export const utf8Invalid = (details: Place): AttuneError =>
  new AttuneError({
    code: 'DATA_UTF8_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} has bytes that are not UTF-8.`,
    hint: 'Name the charset of the file (--charset windows-1252 on the command line, charset in the library; Western European files are mostly windows-1252), or convert it with `iconv -f WINDOWS-1252 -t UTF-8`.',
    details,
  })

export const charsetUnknown = (
  details: { readonly file: string; readonly charset: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_CHARSET_UNKNOWN',
    kind: 'unsupported',
    message: `The charset "${details.charset}" of ${details.file} is not known here.`,
    hint: 'Name it by a label of the WHATWG Encoding Standard, such as windows-1252, iso-8859-2, shift_jis or gb18030, or convert the file to UTF-8.',
    details,
    cause,
  })

export const charsetInvalid = (
  details: { readonly file: string; readonly charset: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_CHARSET_INVALID',
    kind: 'invalid-input',
    message: `${details.file} has bytes that are not ${details.charset}, which it is said to be in.`,
    hint: 'Name the right charset (--charset on the command line, charset in the library), or convert the file to UTF-8.',
    details,
    cause,
  })

export const idMissing = (
  details: Place & { readonly idFields: readonly string[]; readonly columns: readonly string[] },
): AttuneError =>
  new AttuneError({
    code: 'DATA_ID_MISSING',
    kind: 'invalid-input',
    message: `${describePlace(details)} has no ${details.idFields.map((name) => `"${name}"`).join(' or ')} to tell the document by; its fields are ${listedColumns(details.columns)}.`,
    hint: 'Name the field that identifies a document: --id-field on the command line, idField in the library.',
    details,
  })

export const idInvalid = (
  details: Place & { readonly idField: string; readonly value: unknown; readonly reason: string },
): AttuneError =>
  new AttuneError({
    code: 'DATA_ID_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} has ${excerpt(JSON.stringify(details.value) ?? String(details.value))} as "${details.idField}": ${details.reason}.`,
    hint: 'Give each document an id that is a text of at least one character, or a whole number.',
    details,
  })

export const idDuplicate = (details: {
  readonly id: string
  readonly first: Place
  readonly second: Place
}): AttuneError =>
  new AttuneError({
    code: 'DATA_ID_DUPLICATE',
    kind: 'invalid-input',
    message: `The id "${details.id}" stands twice: at ${describePlace(details.first)} and at ${describePlace(details.second)}.`,
    hint: 'Remove one of the two, or choose another id field.',
    details,
  })

export const csvInvalid = (
  details: { readonly file: string; readonly line: number; readonly reason: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_CSV_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} cannot be read as a table: ${details.reason}.`,
    hint: 'Check quotes and delimiters at this line: a field that holds a delimiter, a quote or a line break stands in quotes.',
    details,
    cause,
  })

export const valueUnsupported = (details: Place & { readonly field: string; readonly found: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_VALUE_UNSUPPORTED',
    kind: 'invalid-input',
    message: `${describePlace(details)} has ${details.found} in the field "${details.field}", which no document can hold.`,
    hint: 'Write null where there is no value; fields hold what JSON can say.',
    details,
  })

export const frontMatterInvalid = (
  details: { readonly file: string; readonly line: number; readonly reason: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_FRONT_MATTER_INVALID',
    kind: 'invalid-input',
    message: `The front matter at ${describePlace(details)} is not valid YAML: ${details.reason}.`,
    hint: 'Correct the block between the two lines of dashes; texts with a colon stand in quotes.',
    details,
    cause,
  })

export const datasetIncomplete = (details: { readonly folder: string; readonly missing: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_DATASET_INCOMPLETE',
    kind: 'not-found',
    message: `The folder ${details.folder} has no ${details.missing}; a data set in BEIR's layout has corpus.jsonl, queries.jsonl and qrels/<split>.tsv.`,
    hint: 'Pass the folder that holds these files, or write the missing one.',
    details,
  })

export const splitUnknown = (details: {
  readonly dataset: string
  readonly split: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'DATA_SPLIT_UNKNOWN',
    kind: 'not-found',
    message:
      details.known.length === 0
        ? `The data set "${details.dataset}" has no judgements (qrels/<split>.tsv), so no split "${details.split}".`
        : `The data set "${details.dataset}" has no split "${details.split}"; it has ${listed(details.known)}.`,
    hint: 'Choose one of the splits, or add its file of judgements to the folder qrels.',
    details,
  })

export const queryWithoutText = (details: Place & { readonly queryId: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_QUERY_WITHOUT_TEXT',
    kind: 'invalid-input',
    message: `The query "${details.queryId}" at ${describePlace(details)} has no "text".`,
    hint: 'Write the question of each query as a string in "text".',
    details,
  })

export const judgedQueryUnknown = (details: {
  readonly dataset: string
  readonly split: string
  readonly queryId: string
  readonly unknown: number
}): AttuneError =>
  new AttuneError({
    code: 'DATA_JUDGED_QUERY_UNKNOWN',
    kind: 'invalid-input',
    message: `Split "${details.split}" of "${details.dataset}" judges ${details.unknown} queries that queries.jsonl does not have, the first is "${details.queryId}".`,
    hint: 'Add the queries to queries.jsonl, or remove their judgements.',
    details,
  })

export const judgementInvalid = (details: Place & { readonly reason: string; readonly text: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_JUDGEMENT_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} is no judgement: ${details.reason}. The line is: ${excerpt(details.text)}`,
    hint: 'Write "query 0 document grade", or BEIR\'s three columns query-id, corpus-id, score between tabs under a header line.',
    details: { ...details, text: excerpt(details.text) },
  })

export const runInvalid = (details: Place & { readonly reason: string; readonly text: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_RUN_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} is no result of a run: ${details.reason}. The line is: ${excerpt(details.text)}`,
    hint: 'Write "query Q0 document rank score tag", the score a finite number.',
    details: { ...details, text: excerpt(details.text) },
  })

export const trecUnwritable = (details: {
  readonly what: string
  readonly value: string
  readonly reason: string
}): AttuneError =>
  new AttuneError({
    code: 'DATA_TREC_UNWRITABLE',
    kind: 'unsupported',
    message: `TREC's format cannot hold the ${details.what} ${JSON.stringify(details.value)}: ${details.reason}.`,
    hint: 'Use ids without white space and finite scores where results are written as TREC files.',
    details,
  })

export const npyUnsupported = (details: { readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_NPY_UNSUPPORTED',
    kind: 'unsupported',
    message: `The NumPy array cannot be taken as a matrix: ${details.reason}.`,
    hint: 'Save it with `numpy.save(file, numpy.ascontiguousarray(array, dtype="<f4"))`, two-dimensional.',
    details,
  })

export const npyDamaged = (details: { readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_NPY_DAMAGED',
    kind: 'corrupt',
    message: `The bytes are no whole NumPy file: ${details.reason}.`,
    hint: 'Write or download the file again.',
    details,
  })
