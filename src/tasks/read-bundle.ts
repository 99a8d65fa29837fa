/**
 * @file Several small tasks in one file, data.json: rows of each kind under its name, and the names of the tasks with their main scores. Reference
 * figures of MTEB come in this form, with the rows that each experiment drew.
 */
import { join } from 'node:path'
import { readJsonRows } from '../data/json-rows.ts'
import { taskFileUnusable } from './errors.ts'
import type { TaskHead } from './read-task.ts'
import { bitextData, clusteringData, labelledTexts, pairData, similarityData } from './shape-rows.ts'
import type { RetrievalData, Task, TaskSettings } from './task.ts'
import type { TaskRow } from './task-rows.ts'
import { defaultSettings } from './task-settings.ts'

export const BUNDLE_FILE = 'data.json'

type Values = Readonly<Record<string, unknown>>
type Part = Pick<Task, 'kind' | 'data'> & { readonly settings?: Partial<TaskSettings> }

interface Bundle {
  readonly values: Values
  readonly file: string
}

/** What the end of a task's name says of where its data are. The longer ends come first. */
const parts: readonly (readonly [end: string, section: string, read: (bundle: Bundle) => Part])[] = [
  ['Retrieval', 'retrieval', (bundle) => ({ kind: 'Retrieval', data: retrievalOf(bundle) })],
  [
    'Reranking',
    'reranking_candidates',
    (bundle) => ({ kind: 'Reranking', data: { ...retrievalOf(bundle), candidates: candidatesOf(bundle) } }),
  ],
  ['BinaryClassification', 'classification', (bundle) => classificationOf(bundle, [0, 1])],
  [
    'PairClassification',
    'pair_classification',
    (bundle) => ({ kind: 'PairClassification', data: pairData(rowsOf(bundle, 'pair_classification')) }),
  ],
  ['Classification', 'classification', (bundle) => classificationOf(bundle)],
  ['STS', 'sts', (bundle) => ({ kind: 'STS', data: similarityData(rowsOf(bundle, 'sts')) })],
  ['ClusteringLegacy', 'clustering', legacyOf],
  ['Clustering', 'clustering', clusteringOf],
  [
    'BitextMining',
    'bitext_mining',
    (bundle) => ({ kind: 'BitextMining', data: bitextData(rowsOf(bundle, 'bitext_mining')) }),
  ],
]

/** @throws TASKS_FILE_UNUSABLE, DATA_*; `read`: TASKS_COLUMNS_UNFIT, TASKS_VALUE_UNFIT */
export async function openBundle(folder: string): Promise<TaskHead[]> {
  const file = join(folder, BUNDLE_FILE)
  const values = await readObject(file)
  const scores = asObject(values['main_scores'])
  if (scores === undefined) throw taskFileUnusable({ file, problem: 'it has no "main_scores", which names the tasks' })
  return Object.entries(scores).map(([name, score]) => {
    const part = parts.find(([end, section]) => name.endsWith(end) && Object.hasOwn(values, section))
    if (part === undefined) throw taskFileUnusable({ file, problem: `it has no data for "${name}"` })
    const mainScore = asObject(score)?.['main_score']
    return {
      name,
      read: async () => {
        const { settings, ...rest } = part[2]({ values, file })
        const named = typeof mainScore === 'string' ? { mainScore } : {}
        return { name, ...rest, settings: { ...defaultSettings, ...settings, ...named } } as Task
      },
    }
  })
}

async function readObject(file: string): Promise<Values> {
  for await (const { value } of readJsonRows(file, {})) {
    const values = asObject(value)
    if (values !== undefined) return values
  }
  throw taskFileUnusable({ file, problem: 'it holds no object' })
}

const asObject = (value: unknown): Values | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : undefined

function rowsOf({ values, file }: Bundle, section: string, inner?: string): TaskRow[] {
  const list = inner === undefined ? values[section] : asObject(values[section])?.[inner]
  if (!Array.isArray(list)) throw taskFileUnusable({ file, problem: `"${section}" holds no rows` })
  return list.map((row: unknown, i) => ({ columns: asObject(row) ?? {}, place: { file, row: i + 1 } }))
}

function retrievalOf(bundle: Bundle): RetrievalData {
  const texts = (inner: string): { readonly id: string; readonly title: string; readonly text: string }[] =>
    rowsOf(bundle, 'retrieval', inner).map(({ columns }) => ({
      id: String(columns['id']),
      title: typeof columns['title'] === 'string' ? columns['title'] : '',
      text: String(columns['text']),
    }))
  const judgements = asObject(asObject(bundle.values['retrieval'])?.['judgements']) ?? {}
  return {
    documents: texts('corpus'),
    queries: texts('queries'),
    judgements: new Map(
      Object.entries(judgements).map(([query, grades]) => [
        query,
        new Map(Object.entries(asObject(grades) ?? {}).map(([id, grade]) => [id, Number(grade)])),
      ]),
    ),
  }
}

const candidatesOf = ({ values }: Bundle): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(asObject(values['reranking_candidates']) ?? {}).map(([query, ids]) => [
      query,
      Array.isArray(ids) ? ids.map(String) : [],
    ]),
  )

function classificationOf(bundle: Bundle, only?: readonly number[]): Part {
  const {
    samples_per_label: samplesPerLabel,
    experiments,
    train_rows_of_each_experiment: rows,
  } = asObject(bundle.values['classification']) ?? {}
  const kept = (inner: string): ReturnType<typeof labelledTexts> =>
    labelledTexts(rowsOf(bundle, 'classification', inner)).filter(
      ({ label }) => only === undefined || only.includes(Number(label)),
    )
  return {
    kind: 'Classification',
    data: { train: kept('train'), test: kept('test'), rows: only === undefined ? asRows(rows) : undefined },
    settings: {
      ...(typeof samplesPerLabel === 'number' ? { samplesPerLabel } : {}),
      ...(typeof experiments === 'number' ? { experiments } : {}),
    },
  }
}

function clusteringOf(bundle: Bundle): Part {
  const rows = asRows(bundle.values['clustering_rows_of_each_draw'])
  const settings = rows === undefined ? {} : { draws: rows.length, rowsPerDraw: rows[0]?.length ?? 2 }
  return { kind: 'Clustering', data: { ...clusteringData(rowsOf(bundle, 'clustering')), rows }, settings }
}

function legacyOf(bundle: Bundle): Part {
  const { texts, labels } = clusteringData(rowsOf(bundle, 'clustering'))
  return { kind: 'ClusteringLegacy', data: { sets: [{ texts, labels: labels.map(([label = 0]) => label) }] } }
}

const asRows = (value: unknown): number[][] | undefined =>
  Array.isArray(value) && value.every(Array.isArray) ? value.map((rows: unknown[]) => rows.map(Number)) : undefined
