/** @file An encoder and tasks -> a result for each: the one place that reads a task, measures it and takes the time. */
import type { WorkOptions } from '../base/progress.ts'
import type { Encoder } from '../encode/encoder.ts'
import { dataUnfit, mainScoreUnknown } from './errors.ts'
import type { Encoded } from './encode-texts.ts'
import type { TaskHead } from './read-task.ts'
import type { Score, Scores, Task, TaskKind, TaskSettings } from './task.ts'
import { type TaskDefinition, tasksTable } from './tasks-table.ts'

export interface TaskResult {
  readonly name: string
  readonly kind: TaskKind
  readonly settings: TaskSettings
  readonly mainScore: { readonly name: string; readonly value: number }
  readonly scores: Scores
  readonly seconds: number
  /** Texts that are longer than the encoder reads. */
  readonly truncatedTexts: number
}

/** @throws TASKS_DATA_UNFIT, TASKS_MAIN_SCORE_UNKNOWN, what reading the task throws; the signal's reason */
export async function runTask(
  head: TaskHead,
  { encoder, ...work }: WorkOptions & { readonly encoder: Encoder },
): Promise<TaskResult> {
  const start = performance.now()
  const task = await head.read()
  let truncatedTexts = 0
  const onTruncated = (texts: number): void => {
    truncatedTexts += texts
  }
  const scores = await evaluate(task, { encoder, ...work, onTruncated })
  return {
    name: task.name,
    kind: task.kind,
    settings: task.settings,
    mainScore: mainScoreOf(task, scores),
    scores,
    seconds: (performance.now() - start) / 1000,
    truncatedTexts,
  }
}

async function evaluate({ name, kind, settings, data }: Task, options: Encoded): Promise<Scores> {
  // A task's kind is the key of both, which types of tables cannot say.
  const { evaluate: measure } = tasksTable[kind] as TaskDefinition<Task['data']>
  if (isEmpty(data)) throw dataUnfit({ task: name, problem: 'it has no rows' })
  return measure(data, { ...options, settings, name })
}

const isEmpty = (data: Task['data']): boolean =>
  Object.values(data).some((part) => Array.isArray(part) && part.length === 0)

function mainScoreOf({ name, kind, settings }: Task, scores: Scores): TaskResult['mainScore'] {
  const mainScore = settings.mainScore ?? tasksTable[kind].mainScore
  const value: Score | undefined = scores[mainScore]
  if (typeof value === 'number') return { name: mainScore, value }
  const known = Object.entries(scores).flatMap(([figure, score]) => (typeof score === 'number' ? [figure] : []))
  throw mainScoreUnknown({ task: name, mainScore, known })
}
