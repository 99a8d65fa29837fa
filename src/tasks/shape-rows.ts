/** @file From the rows of a table to the data of a task: which columns say what, and which kind of task they make. */
import type { Place } from '../data/place.ts'
import type { Label } from '../metrics/labels/classification-scores.ts'
import { columnsUnfit, valueUnfit } from './errors.ts'
import type {
  BitextData,
  ClusteringData,
  ClusterSetsData,
  LabelledText,
  PairData,
  SimilarityData,
  TaskKind,
} from './task.ts'
import type { TaskRow } from './task-rows.ts'

/** What a column is called in MTEB's data sets; the first is the usual name. */
const COLUMNS = {
  first: ['sentence1', 'text1'],
  second: ['sentence2', 'text2'],
  score: ['score', 'similarity_score'],
  label: ['label', 'labels'],
  text: ['text', 'sentence', 'sentences'],
} as const

type Column = keyof typeof COLUMNS

/** Kinds that are made of a table, with the columns that they need. */
const NEEDED: Readonly<Partial<Record<TaskKind, readonly Column[]>>> = {
  STS: ['first', 'second', 'score'],
  PairClassification: ['first', 'second', 'label'],
  BitextMining: ['first', 'second'],
  Classification: ['text', 'label'],
  Clustering: ['text', 'label'],
  ClusteringLegacy: ['text', 'label'],
}

const sentences = Object.entries(NEEDED).map(
  ([kind, columns]) => `${columns.map((column) => COLUMNS[column].join(' or ')).join(', ')} (${kind})`,
)

/** @returns what the columns of the first row tell. A table of texts with labels is a classification where there is a split to learn from. */
export function kindOf({ columns, place }: TaskRow, { hasTrainSplit }: { readonly hasTrainSplit: boolean }): TaskKind {
  const has = (column: Column): boolean => COLUMNS[column].some((name) => Object.hasOwn(columns, name))
  if (has('first') && has('second')) return has('score') ? 'STS' : has('label') ? 'PairClassification' : 'BitextMining'
  if (has('text') && has('label')) {
    if (hasTrainSplit) return 'Classification'
    return Array.isArray(valueOf({ columns, place }, 'text')) ? 'ClusteringLegacy' : 'Clustering'
  }
  throw columnsUnfit({ ...place, found: Object.keys(columns), expected: sentences })
}

/** @throws TASKS_COLUMNS_UNFIT where a row has not what the kind needs */
function valueOf({ columns, place }: TaskRow, column: Column): unknown {
  const name = nameOf(columns, column)
  if (name === undefined)
    throw columnsUnfit({ ...place, found: Object.keys(columns), expected: [COLUMNS[column].join(' or ')] })
  return columns[name]
}

const nameOf = (columns: Readonly<Record<string, unknown>>, column: Column): string | undefined =>
  COLUMNS[column].find((name) => Object.hasOwn(columns, name))

/** A value with what it is called and where it is, for errors. */
interface Found extends Record<string, unknown> {
  readonly value: unknown
  readonly column: string
  readonly place: Place
}

const find = (row: TaskRow, column: Column): Found => ({
  value: valueOf(row, column),
  column: nameOf(row.columns, column) ?? column,
  place: row.place,
})

function asText({ value, column, place }: Found): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw valueUnfit({ ...place, column, value, expected: 'a text' })
}

function asLabel({ value, column, place }: Found): Label {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'boolean') return Number(value)
  if ((typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && value !== '')) return value
  throw valueUnfit({ ...place, column, value, expected: 'a text or a number' })
}

function asList({ value, column, place }: Found): Found[] {
  if (!Array.isArray(value)) throw valueUnfit({ ...place, column, value, expected: 'a list' })
  return value.map((item: unknown) => ({ value: item, column, place }))
}

function asNumber({ value, column, place }: Found): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'bigint') return Number(number)
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw valueUnfit({ ...place, column, value, expected: 'a number' })
  return number
}

function asSign(found: Found): boolean {
  const label = Number(asLabel(found))
  if (label !== 0 && label !== 1) throw valueUnfit({ ...found.place, ...found, expected: '0 or 1' })
  return label === 1
}

const pairOf = (row: TaskRow): readonly [string, string] => [asText(find(row, 'first')), asText(find(row, 'second'))]

export const similarityData = (rows: readonly TaskRow[]): SimilarityData => ({
  pairs: rows.map((row) => ({ texts: pairOf(row), score: asNumber(find(row, 'score')) })),
})

/** Older data sets hold all pairs in one row of lists. */
export const pairData = (rows: readonly TaskRow[]): PairData => ({
  pairs: rows.flatMap((row) => {
    const [first, second, label] = [find(row, 'first'), find(row, 'second'), find(row, 'label')]
    if (!Array.isArray(first.value)) return [{ texts: pairOf(row), isPositive: asSign(label) }]
    const [seconds, labels] = [asList(second), asList(label)]
    return asList(first).map((each, i) => ({
      texts: [asText(each), asText(seconds[i] ?? second)] as const,
      isPositive: asSign(labels[i] ?? label),
    }))
  }),
})

export const bitextData = (rows: readonly TaskRow[]): BitextData => ({ pairs: rows.map(pairOf) })

export const labelledTexts = (rows: readonly TaskRow[]): LabelledText[] =>
  rows.map((row) => ({ text: asText(find(row, 'text')), label: asLabel(find(row, 'label')) }))

export const clusteringData = (rows: readonly TaskRow[]): ClusteringData => ({
  texts: rows.map((row) => asText(find(row, 'text'))),
  labels: rows.map((row) => {
    const label = find(row, 'label')
    return Array.isArray(label.value) ? asList(label).map(asLabel) : [asLabel(label)]
  }),
})

export const clusterSetsData = (rows: readonly TaskRow[]): ClusterSetsData => ({
  sets: rows.map((row) => {
    const [text, label] = [find(row, 'text'), find(row, 'label')]
    const [texts, labels] = [asList(text).map(asText), asList(label).map(asLabel)]
    if (texts.length !== labels.length)
      throw valueUnfit({ ...row.place, column: label.column, value: labels.length, expected: `${texts.length} labels` })
    return { texts, labels }
  }),
})
