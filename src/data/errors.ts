/** @file Errors of files of documents, queries and judgements: one factory for each. */
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
    hint: 'Check the path; it is relative to the working directory.',
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
    hint: 'Check that it is a regular file and that this user may read it.',
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
    message: `${describePlace(details)} is truncated or corrupt (not a valid ${details.format} file): ${details.reason}.`,
    hint: 'Copy or download the file again.',
    details,
    cause,
  })

export const fileEncrypted = (
  details: { readonly file: string; readonly format: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_FILE_ENCRYPTED',
    kind: 'unsupported',
    message: `${details.file} is encrypted: its text cannot be read without the password of the ${details.format} file.`,
    hint: 'Save a copy without a password.',
    details,
    cause,
  })

export const fileWithoutText = (details: {
  readonly file: string
  readonly format: string
  readonly pages: number
}): AttuneError =>
  new AttuneError({
    code: 'DATA_FILE_WITHOUT_TEXT',
    kind: 'unsupported',
    message: `${details.file} has no text on any of its pages (${details.pages} in all), as a scanned ${details.format} file has not.`,
    hint: 'Run text recognition (OCR) over the file, and read what it gives.',
    details,
  })

export const formatUnknown = (details: {
  readonly file: string
  readonly extension: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'DATA_FORMAT_UNKNOWN',
    kind: 'unsupported',
    message: `Unrecognized extension "${details.extension}" of ${details.file}; recognized extensions: ${listed(details.known)}.`,
    hint: 'Rename or convert the file, or specify its format.',
    details,
  })

export const outputFormatUnknown = (details: {
  readonly file: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'DATA_OUTPUT_FORMAT_UNKNOWN',
    kind: 'unsupported',
    message: `Documents cannot be written as ${details.file}; recognized extensions: ${listed(details.known)}.`,
    hint: 'Choose the format by the extension of the file.',
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
    message: `${details.source} is a stream, and the format "${details.format}" can only be read from files; streams may be ${listed(details.known)}.`,
    hint: 'Pass the path of a file.',
    details,
  })

export const nothingToRead = (details: { readonly source: string; readonly known?: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'DATA_NOTHING_TO_READ',
    kind: 'invalid-input',
    message:
      `${details.source} has nothing to read: it is empty, or has only a header` +
      (details.known === undefined
        ? '.'
        : `, or no file in it has a recognized extension (${details.known.join(', ')}).`),
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
    hint: 'Correct the JSON; if it is the last line, check that the file is complete.',
    details: { ...details, text: excerpt(details.text) },
    cause,
  })

export const rowNotObject = (details: Place & { readonly found: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_ROW_NOT_OBJECT',
    kind: 'invalid-input',
    message: `${describePlace(details)} has ${details.found} where an object with an id and fields is expected.`,
    hint: 'Write each document as an object: {"_id": "1", "text": "..."}.',
    details,
  })

export const tooLong = (details: Place & { readonly bytesMax: number; readonly what: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_TOO_LONG',
    kind: 'unsupported',
    message: `${details.what} at ${describePlace(details)} is longer than ${details.bytesMax / 2 ** 20} MiB.`,
    hint: 'Check that the file has line breaks and the intended format; split documents of this size into parts.',
    details,
  })

export const utf8Invalid = (details: Place): AttuneError =>
  new AttuneError({
    code: 'DATA_UTF8_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} has bytes that are not valid UTF-8.`,
    hint: 'Specify the charset of the file (--charset windows-1252 on the command line, charset in the library; most Western European files are windows-1252), or convert it with `iconv -f WINDOWS-1252 -t UTF-8`.',
    details,
  })

export const charsetUnknown = (
  details: { readonly file: string; readonly charset: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'DATA_CHARSET_UNKNOWN',
    kind: 'unsupported',
    message: `The charset "${details.charset}" of ${details.file} is not supported.`,
    hint: 'Use a label of the WHATWG Encoding Standard, such as windows-1252, iso-8859-2, shift_jis or gb18030, or convert the file to UTF-8.',
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
    message: `${details.file} has bytes that are not valid ${details.charset}, its declared charset.`,
    hint: 'Specify the right charset (--charset on the command line, charset in the library), or convert the file to UTF-8.',
    details,
    cause,
  })

export const idMissing = (
  details: Place & { readonly idFields: readonly string[]; readonly columns: readonly string[] },
): AttuneError =>
  new AttuneError({
    code: 'DATA_ID_MISSING',
    kind: 'invalid-input',
    message: `${describePlace(details)} has no ${details.idFields.map((name) => `"${name}"`).join(' or ')} to identify the document; its fields are ${listedColumns(details.columns)}.`,
    hint: 'Specify the field that identifies a document: --id-field on the command line, idField in the library.',
    details,
  })

export const idInvalid = (
  details: Place & { readonly idField: string; readonly value: unknown; readonly reason: string },
): AttuneError =>
  new AttuneError({
    code: 'DATA_ID_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} has ${excerpt(JSON.stringify(details.value) ?? String(details.value))} as "${details.idField}": ${details.reason}.`,
    hint: 'Give each document a non-empty string or a whole number as its id.',
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
    message: `The id "${details.id}" appears twice: at ${describePlace(details.first)} and at ${describePlace(details.second)}.`,
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
    hint: 'Check quotes and delimiters on this line: a field that contains a delimiter, a quote or a line break must be quoted.',
    details,
    cause,
  })

export const valueUnsupported = (details: Place & { readonly field: string; readonly found: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_VALUE_UNSUPPORTED',
    kind: 'invalid-input',
    message: `${describePlace(details)} has ${details.found} in the field "${details.field}", which a document cannot hold.`,
    hint: 'Write null for a missing value; fields can only hold JSON values.',
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
    hint: 'Correct the block between the two lines of dashes; quote values that contain a colon.',
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
    hint: 'Choose one of the splits, or add its judgements file to the qrels folder.',
    details,
  })

export const queryWithoutText = (details: Place & { readonly queryId: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_QUERY_WITHOUT_TEXT',
    kind: 'invalid-input',
    message: `The query "${details.queryId}" at ${describePlace(details)} has no "text".`,
    hint: 'Write the text of each query as a string in "text".',
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
    message: `Split "${details.split}" of "${details.dataset}" judges ${details.unknown} queries that are not in queries.jsonl (the first is "${details.queryId}").`,
    hint: 'Add the queries to queries.jsonl, or remove their judgements.',
    details,
  })

export const judgementInvalid = (details: Place & { readonly reason: string; readonly text: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_JUDGEMENT_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} is not a valid judgement: ${details.reason}. The line is: ${excerpt(details.text)}`,
    hint: 'Write "query 0 document grade", or BEIR\'s three tab-separated columns query-id, corpus-id, score under a header line.',
    details: { ...details, text: excerpt(details.text) },
  })

export const runInvalid = (details: Place & { readonly reason: string; readonly text: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_RUN_INVALID',
    kind: 'invalid-input',
    message: `${describePlace(details)} is not a valid run line: ${details.reason}. The line is: ${excerpt(details.text)}`,
    hint: 'Write "query Q0 document rank score tag", with a finite number as the score.',
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
    hint: 'Use ids without white space and finite scores when writing TREC files.',
    details,
  })

export const npyUnsupported = (details: { readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_NPY_UNSUPPORTED',
    kind: 'unsupported',
    message: `The NumPy array cannot be read as a matrix: ${details.reason}.`,
    hint: 'Save it with `numpy.save(file, numpy.ascontiguousarray(array, dtype="<f4"))`, two-dimensional.',
    details,
  })

export const npyDamaged = (details: { readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'DATA_NPY_DAMAGED',
    kind: 'corrupt',
    message: `The NumPy file is truncated or corrupt: ${details.reason}.`,
    hint: 'Save or download the file again.',
    details,
  })
