/** @file Errors of the command line. */
import { AttuneError } from '../base/errors.ts'

/** @param details.problem what commander says, a sentence; `command` as one types it to ask for its help */
export const usageWrong = (
  code: string,
  details: { readonly problem: string; readonly meant: string | undefined; readonly command: string },
): AttuneError =>
  new AttuneError({
    code,
    kind: 'invalid-input',
    message: details.problem,
    hint:
      details.meant === undefined
        ? `Run "${details.command} --help" to see what it takes.`
        : `Did you mean ${details.meant}? Run "${details.command} --help" to see all.`,
    details,
  })

export const outputUnwritable = (
  details: { readonly path: string; readonly reason: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'CLI_OUTPUT_UNWRITABLE',
    kind: 'invalid-input',
    message: `"${details.path}" cannot be written: ${details.reason}.`,
    hint: 'Choose a file in an existing folder that this user may write to.',
    details,
    cause,
  })

export const outputExists = (details: { readonly file: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_OUTPUT_EXISTS',
    kind: 'invalid-input',
    message: `"${details.file}" exists, and may hold grades that somebody gave.`,
    hint: 'Choose another place with --output, or move the file away.',
    details,
  })

export const diskFull = (details: { readonly place: string }, cause: unknown): AttuneError =>
  new AttuneError({
    code: 'CLI_DISK_FULL',
    kind: 'external',
    message: `No space is left to write ${details.place}: the disk is full, or a size limit was reached.`,
    hint: 'Free space or raise the limit, then run the same command again.',
    details,
    cause,
  })

/** Whatever else the operating system refuses. */
export const systemFailed = (details: { readonly reason: string }, cause: unknown): AttuneError =>
  new AttuneError({
    code: 'CLI_SYSTEM_FAILED',
    kind: 'external',
    message: `The operating system reported an error: ${details.reason}.`,
    hint: 'Check that the path exists and that this user has access to it.',
    details,
    cause,
  })

export const planFileMissing = (details: { readonly file: string; readonly named: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'CLI_PLAN_NOT_FOUND',
    kind: 'not-found',
    message: `There is no plan file "${details.file}", and no plan of that name.`,
    hint: `Pass a JSON file, or one of the named plans: ${details.named.join(', ')}.`,
    details,
  })

export const planFileUnreadable = (details: {
  readonly file: string
  readonly reason: string
  readonly named: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'CLI_PLAN_UNREADABLE',
    kind: 'invalid-input',
    message: `The plan "${details.file}" cannot be read: ${details.reason}.`,
    hint: `Pass a JSON file, or one of the named plans: ${details.named.join(', ')}.`,
    details,
  })

export const planNotKept = (details: {
  readonly name: string
  readonly collection: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'CLI_PLAN_NOT_KEPT',
    kind: 'not-found',
    message: `The collection "${details.collection}" has no saved plan named "${details.name}"; saved plans: ${details.known.join(', ') || 'none'}.`,
    hint: 'List its saved plans with: attune plan list.',
    details,
  })

export const fieldWeightsInvalid = (details: { readonly text: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_FIELDS_INVALID',
    kind: 'invalid-input',
    message: `--fields "${details.text}" is not a list of fields with weights.`,
    hint: 'Write names with optional positive weights, separated by commas: title=2,text.',
    details,
  })

export const fieldTypesInvalid = (details: { readonly text: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'CLI_TYPES_INVALID',
    kind: 'invalid-input',
    message: `--types "${details.text}" is not a list of fields with types; known types: ${details.known.join(', ')}.`,
    hint: 'Write names with types, separated by commas: version=text,price=number.',
    details,
  })

export const deletionUnclear = (details: { readonly given: number }): AttuneError =>
  new AttuneError({
    code: 'CLI_DELETION_UNCLEAR',
    kind: 'invalid-input',
    message:
      details.given === 0
        ? 'Nothing says which documents to delete.'
        : 'Which documents to delete is said in more than one way.',
    hint: 'Pass one of: --ids a,b, --filter EXPR, --from FILE. To delete the collection: attune collections --drop NAME.',
    details,
  })

export const splitMissing = (details: { readonly dataset: string; readonly splits: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'CLI_SPLIT_MISSING',
    kind: 'invalid-input',
    message:
      `The data set "${details.dataset}" has no test split` +
      (details.splits.length === 0 ? ' and no judgements.' : `; it has: ${details.splits.join(', ')}.`),
    hint: 'Choose one with --split, or add qrels/test.tsv with the columns query-id, corpus-id, score.',
    details,
  })

export const evaluationSourceUnclear = (details: { readonly problem: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_EVALUATION_UNCLEAR',
    kind: 'invalid-input',
    message: details.problem,
    hint: 'Pass --dataset DIR, or --queries FILE and --qrels FILE with --collection NAME, or --report FILE.',
    details,
  })

export const judgingSourceUnclear = (details: { readonly problem: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_JUDGING_UNCLEAR',
    kind: 'invalid-input',
    message: details.problem,
    hint: 'Pass --dataset DIR, or --queries FILE with --collection NAME; without queries, begin with "attune judge start".',
    details,
  })

export const reportFileUnreadable = (details: { readonly file: string; readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_REPORT_UNREADABLE',
    kind: 'invalid-input',
    message: `The report "${details.file}" cannot be read: ${details.reason}.`,
    hint: 'Pass a file with the output of "attune eval --json".',
    details,
  })

export const adaptNeedsEncoder = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_ADAPT_NEEDS_ENCODER',
    kind: 'invalid-input',
    message: `--adapt improves the encoder of a collection, and with --encoder none "${details.collection}" would have none. Nothing was added.`,
    hint: 'Remove --adapt, or --encoder none.',
    details,
  })

export const adaptOptionsContradict = (details: { readonly option: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_ADAPT_UNCLEAR',
    kind: 'invalid-input',
    message: `${details.option} cannot be combined with --revert, which does not train.`,
    hint: `Remove ${details.option} or --revert.`,
    details,
  })

export const lineBlank = (details: { readonly file: string; readonly line: number }): AttuneError =>
  new AttuneError({
    code: 'CLI_LINE_BLANK',
    kind: 'invalid-input',
    message: `Line ${details.line} of "${details.file}" is blank, and every line must give one row.`,
    hint: 'Remove blank lines, or write "" for an empty text.',
    details,
  })

export const noTextInRow = (details: { readonly file: string; readonly line: number }): AttuneError =>
  new AttuneError({
    code: 'CLI_NO_TEXT_IN_ROW',
    kind: 'invalid-input',
    message: `Line ${details.line} of "${details.file}" has neither "text" nor "title", so there is nothing to encode.`,
    hint: 'Give every line a "text", a "title", or both.',
    details,
  })

export const synonymsUnreadable = (details: { readonly file: string; readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_SYNONYMS_UNREADABLE',
    kind: 'not-found',
    message: `The file of synonyms "${details.file}" cannot be read: ${details.reason}.`,
    hint: 'Name a text file with one rule on each line, such as "tv, television".',
    details,
  })
