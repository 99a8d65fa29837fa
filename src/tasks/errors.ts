/** @file Errors of benchmark tasks: folders without tasks, rows without the columns of their kind, data that a protocol cannot use. */
import { AttuneError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { describePlace, type Place } from '../data/place.ts'

export const tasksNotFound = (details: { readonly folder: string; readonly found: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'TASKS_NOT_FOUND',
    kind: 'not-found',
    message: `"${details.folder}" holds no task${details.found.length === 0 ? ': nothing is there' : `; it has ${details.found.join(', ')}`}.`,
    hint: 'Pass a folder with one folder for each task: test.jsonl (or csv, tsv, parquet) with the columns of its kind, or corpus.jsonl, queries.jsonl and qrels/test.tsv.',
    details,
  })

export const taskUnknown = (details: { readonly task: string; readonly known: readonly string[] }): AttuneError => {
  const meant = nearest(details.task, details.known)
  return new AttuneError({
    code: 'TASKS_TASK_UNKNOWN',
    kind: 'not-found',
    message: `There is no task "${details.task}". Tasks here: ${details.known.join(', ')}.`,
    hint: meant === undefined ? `Write one of ${details.known.join(', ')}.` : `Did you mean ${meant}?`,
    details,
  })
}

export const taskNameRepeated = (details: { readonly task: string; readonly folder: string }): AttuneError =>
  new AttuneError({
    code: 'TASKS_NAME_REPEATED',
    kind: 'invalid-input',
    message: `Two tasks in "${details.folder}" have the name "${details.task}", and would write the same file.`,
    hint: 'Change "name" in the task.json of one of them.',
    details,
  })

export const taskNameInvalid = (details: { readonly file: string; readonly name: unknown }): AttuneError =>
  new AttuneError({
    code: 'TASKS_NAME_INVALID',
    kind: 'invalid-input',
    message: `${JSON.stringify(details.name)} in "${details.file}" cannot name a task: it becomes the name of a file.`,
    hint: 'Use letters, digits, ".", "-" and "_" only, and begin with a letter or digit.',
    details,
  })

export const taskKindUnknown = (details: {
  readonly file: string
  readonly type: unknown
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'TASKS_TYPE_UNKNOWN',
    kind: 'invalid-input',
    message: `"type" in "${details.file}" is ${JSON.stringify(details.type)}, and there is no such type of task. Known types: ${details.known.join(', ')}.`,
    hint: `Write one of ${details.known.join(', ')}, or leave it out where the columns tell.`,
    details,
  })

export const taskSettingUnknown = (details: {
  readonly file: string
  readonly setting: string
  readonly known: readonly string[]
}): AttuneError => {
  const meant = nearest(details.setting, details.known)
  return new AttuneError({
    code: 'TASKS_SETTING_UNKNOWN',
    kind: 'invalid-input',
    message: `"${details.file}" sets "${details.setting}", which no task has. Settings: ${details.known.join(', ')}.`,
    hint: meant === undefined ? `Remove "${details.setting}".` : `Did you mean "${meant}"?`,
    details,
  })
}

export const taskSettingInvalid = (details: {
  readonly file: string
  readonly setting: string
  readonly value: unknown
  readonly expected: string
}): AttuneError =>
  new AttuneError({
    code: 'TASKS_SETTING_INVALID',
    kind: 'invalid-input',
    message: `"${details.setting}" in "${details.file}" is ${JSON.stringify(details.value)}, but must be ${details.expected}.`,
    hint: `Write ${details.expected}.`,
    details,
  })

export const taskFileUnusable = (details: { readonly file: string; readonly problem: string }): AttuneError =>
  new AttuneError({
    code: 'TASKS_FILE_UNUSABLE',
    kind: 'invalid-input',
    message: `"${details.file}" cannot be used: ${details.problem}.`,
    hint: 'Correct the file; docs/mteb.md shows the columns of each type.',
    details,
  })

export const splitFileMissing = (details: {
  readonly task: string
  readonly folder: string
  readonly split: string
}): AttuneError =>
  new AttuneError({
    code: 'TASKS_SPLIT_MISSING',
    kind: 'not-found',
    message: `The task "${details.task}" has no file for the split "${details.split}" in "${details.folder}".`,
    hint: `Add ${details.split}.jsonl (or csv, tsv, parquet), or name another split in task.json.`,
    details,
  })

export const columnsUnfit = (
  details: Place & { readonly found: readonly string[]; readonly expected: readonly string[] },
): AttuneError =>
  new AttuneError({
    code: 'TASKS_COLUMNS_UNFIT',
    kind: 'invalid-input',
    message: `${describePlace(details)} has the columns ${details.found.join(', ') || 'of no object'}, of which no type of task can be made. Expected ${details.expected.join('; ')}.`,
    hint: `Rename the columns to ${details.expected[0]}.`,
    details,
  })

export const valueUnfit = (
  details: Place & { readonly column: string; readonly value: unknown; readonly expected: string },
): AttuneError =>
  new AttuneError({
    code: 'TASKS_VALUE_UNFIT',
    kind: 'invalid-input',
    message: `"${details.column}" in ${describePlace(details)} is ${JSON.stringify(details.value) ?? 'missing'}, but must be ${details.expected}.`,
    hint: `Write ${details.expected} in every row.`,
    details,
  })

export const dataUnfit = (details: { readonly task: string; readonly problem: string }): AttuneError =>
  new AttuneError({
    code: 'TASKS_DATA_UNFIT',
    kind: 'invalid-input',
    message: `The task "${details.task}" cannot be measured: ${details.problem}.`,
    hint: 'Add the rows that are missing, or leave this task out with --task.',
    details,
  })

export const mainScoreUnknown = (details: {
  readonly task: string
  readonly mainScore: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'TASKS_MAIN_SCORE_UNKNOWN',
    kind: 'invalid-input',
    message: `The task "${details.task}" names the main score "${details.mainScore}", which its type does not have. It has ${details.known.join(', ')}.`,
    hint: `Write ${nearest(details.mainScore, details.known) ?? details.known[0]} in task.json, or leave "mainScore" out.`,
    details,
  })

export const modelNameInvalid = (details: { readonly name: string; readonly what: string }): AttuneError =>
  new AttuneError({
    code: 'TASKS_MODEL_NAME_INVALID',
    kind: 'invalid-input',
    message: `"${details.name}" is no ${details.what} that MTEB's result files can have: it becomes the name of a folder.`,
    hint: 'Write a name like organisation/model, of letters, digits, ".", "-" and "_", and a revision without a slash.',
    details,
  })
