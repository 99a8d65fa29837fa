/** @file A folder -> a task: what task.json says, what the columns tell, and the data. */
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { openDataset } from '../data/dataset.ts'
import { readJsonRows } from '../data/json-rows.ts'
import { dataUnfit, taskFileUnusable, taskKindUnknown, taskNameInvalid, valueUnfit } from './errors.ts'
import {
  bitextData,
  clusteringData,
  clusterSetsData,
  kindOf,
  labelledTexts,
  pairData,
  similarityData,
} from './shape-rows.ts'
import type { RetrievalData, Task, TaskData, TaskKind, TaskSettings } from './task.ts'
import { filesOfSplit, readSplit, type TaskRow } from './task-rows.ts'
import { completeSettings } from './task-settings.ts'

export const SETTINGS_FILE = 'task.json'
const CANDIDATES_SPLIT = 'top_ranked'

interface Source {
  readonly folder: string
  readonly name: string
  readonly settings: TaskSettings
}

/** How the data of each kind are read. */
const readers: { readonly [Kind in TaskKind]: (source: Source) => Promise<TaskData[Kind]> } = {
  Retrieval: readRetrieval,
  Reranking: readRetrieval,
  STS: async (source) => similarityData(await testRows(source)),
  PairClassification: async (source) => pairData(await testRows(source)),
  BitextMining: async (source) => bitextData(await testRows(source)),
  Clustering: async (source) => clusteringData(await testRows(source)),
  ClusteringLegacy: async (source) => clusterSetsData(await testRows(source)),
  Classification: async (source) => ({
    train: labelledTexts(await readSplit(source.folder, { task: source.name, split: source.settings.trainSplit })),
    test: labelledTexts(await testRows(source)),
  }),
}

export const taskKinds = Object.keys(readers) as readonly TaskKind[]

/** Whether a folder looks like a task, from the names of its files alone. */
export const isTaskFolder = (folder: string): boolean =>
  existsSync(join(folder, SETTINGS_FILE)) || isRetrieval(folder) || filesOfSplit(folder, 'test').length > 0

const isRetrieval = (folder: string): boolean =>
  ['corpus.jsonl', 'corpus.jsonl.gz'].some((file) => existsSync(join(folder, file)))

/** What is known of a task before its data are read. */
export interface TaskHead {
  readonly name: string
  readonly read: () => Promise<Task>
}

/** @throws TASKS_FILE_UNUSABLE, TASKS_NAME_INVALID, TASKS_TYPE_UNKNOWN, TASKS_SETTING_*; `read`: TASKS_SPLIT_MISSING, TASKS_COLUMNS_UNFIT, TASKS_VALUE_UNFIT, DATA_* */
export async function openTask(folder: string): Promise<TaskHead> {
  const file = join(folder, SETTINGS_FILE)
  const { name = basename(resolve(folder)), type, ...given } = await readSettings(file)
  if (typeof name !== 'string' || !/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name) || name === 'model_meta')
    throw taskNameInvalid({ file, name })
  if (type !== undefined && !taskKinds.includes(type as TaskKind))
    throw taskKindUnknown({ file, type, known: taskKinds })
  const settings = completeSettings(given, { file })
  const source = { folder, name, settings }
  return {
    name,
    read: async () => {
      const kind = (type as TaskKind | undefined) ?? (await findKind(source))
      const data = await readers[kind](source)
      return { name, kind, settings, data } as Task
    },
  }
}

async function readSettings(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) return {}
  for await (const { value } of readJsonRows(file, {})) {
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
    break
  }
  throw taskFileUnusable({ file, problem: 'it holds no object' })
}

async function findKind(source: Source): Promise<TaskKind> {
  if (isRetrieval(source.folder))
    return filesOfSplit(source.folder, CANDIDATES_SPLIT).length > 0 ? 'Reranking' : 'Retrieval'
  const [first] = await testRows(source)
  if (first === undefined) throw dataUnfit({ task: source.name, problem: 'its file has no rows' })
  return kindOf(first, { hasTrainSplit: filesOfSplit(source.folder, source.settings.trainSplit).length > 0 })
}

async function testRows({ folder, name, settings }: Source): Promise<TaskRow[]> {
  const rows = await readSplit(folder, { task: name, split: settings.split })
  if (rows.length === 0) throw dataUnfit({ task: name, problem: `its split "${settings.split}" has no rows` })
  return rows
}

async function readRetrieval({ folder, name, settings }: Source): Promise<RetrievalData> {
  const dataset = await openDataset(folder)
  const documents = []
  for await (const { id, fields } of dataset.documents()) {
    const [title, text] = [fields['title'], fields['text']].map((value) =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : '',
    )
    documents.push({ id, title: title ?? '', text: text ?? '' })
  }
  const candidates =
    filesOfSplit(folder, CANDIDATES_SPLIT).length === 0
      ? undefined
      : candidatesOf(await readSplit(folder, { task: name, split: CANDIDATES_SPLIT }))
  return {
    documents,
    queries: await dataset.queries(settings.split),
    judgements: await dataset.judgements(settings.split),
    candidates,
  }
}

/** MTEB's columns: query-id and corpus-ids. */
function candidatesOf(rows: readonly TaskRow[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    rows.map(({ columns, place }) => {
      const [query, documents] = [columns['query-id'], columns['corpus-ids']]
      if (typeof query !== 'string' && typeof query !== 'number')
        throw valueUnfit({ ...place, column: 'query-id', value: query, expected: 'a text' })
      if (!Array.isArray(documents))
        throw valueUnfit({ ...place, column: 'corpus-ids', value: documents, expected: 'a list of ids' })
      return [String(query), documents.map(String)]
    }),
  )
}
