/** @file A table of token vectors trained so that the mean of a text's tokens means what the batches say. The loop: batches in, a table out. */
import { availableParallelism } from 'node:os'
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { createArena } from '../kernels/memory.ts'
import { batchMalformed, budgetInvalid } from './errors.ts'
import { layOutStep, layOutTable, lossOf } from './lay-out-step.ts'
import { bagCount, type Bags, type TableBatch, type TableLosses } from './table-batch.ts'
import { startTrainingThreads } from './training-threads.ts'

export interface TrainTableOptions extends WorkOptions {
  readonly losses: TableLosses
  /** Steps at most. The same steps and batches give the same table, bit for bit, with any number of threads. */
  readonly steps?: number | undefined
  /** Time limit in minutes, measured by `now`; the work done depends on the machine. Pass steps, minutes or both; the first limit reached ends training. */
  readonly minutes?: number | undefined
  /** Of Adam, at the start. It falls along a cosine to a fiftieth. */
  readonly learningRate: number
  /** Default: both cores of two, and at most four. */
  readonly threads?: number | undefined
  /** Milliseconds; default `performance.now`. */
  readonly now?: (() => number) | undefined
}

export interface TrainedTable {
  /** A new table; the given one is not changed. */
  readonly table: Matrix
  readonly steps: number
  readonly seconds: number
  /** Mean of the last 50 steps. */
  readonly loss: number
}

/** Beyond, threads wait for memory and for each other. */
const THREADS_MAX = 4
const RATE_LEAST = 0.02
const ADAM_EPSILON = 1e-8
const LOSSES_KEPT = 50

/**
 * @param table `[tokens, dim]` to begin with
 * @param nextBatch called once for each step, from 0, ahead of it; texts of all batches have targets, or none has
 * @throws TRAIN_BUDGET_INVALID, TRAIN_BATCH_MALFORMED, the signal's reason when aborted
 */
export async function trainTable(
  table: Matrix,
  nextBatch: (step: number) => TableBatch,
  options: TrainTableOptions,
): Promise<TrainedTable> {
  const { signal, onProgress, losses, now = () => performance.now(), threads = threadsDefault() } = options
  const { steps = Infinity, minutes = Infinity } = options
  if (!(steps > 0) || !(minutes > 0) || (steps === Infinity && minutes === Infinity)) throw budgetInvalid(options)
  signal?.throwIfAborted()
  const arena = createArena(0, { isShared: true })
  let batch = nextBatch(0)
  const state = layOutTable(arena, table, { keepsOriginal: lacksTargets(batch) })
  const stepStart = arena.end()
  const crew = startTrainingThreads(arena.memory, threads)
  const lastTouched = new Uint32Array(table.rows)
  const recent: number[] = []
  const begun = now()
  const minutesGone = (): number => (now() - begun) / 60_000
  let step = 0
  try {
    for (;;) {
      const fraction = Math.max(step / steps, minutesGone() / minutes)
      if (fraction >= 1) break
      signal?.throwIfAborted()
      checkBatch(batch, { table, mayLackTargets: state.original !== 0 })
      step++
      const layout = layOutStep(arena, state, batch, {
        losses,
        ...adamPace(options.learningRate * Math.max(RATE_LEAST, (1 + Math.cos(Math.PI * fraction)) / 2), step),
        dim: table.dim,
        lastTouched,
        step,
      })
      const running = crew.run(layout)
      // Made while the threads work.
      batch = step < steps ? nextBatch(step) : batch
      await running
      recent.push(lossOf(arena, layout))
      if (recent.length > LOSSES_KEPT) recent.shift()
      arena.release(stepStart)
      onProgress?.(progressOf(step, { steps, minutes, minutesGone: minutesGone() }))
    }
  } finally {
    await crew.close()
  }
  const trained = readTable(arena.float32(state.table, table.rows * state.dim), table, state.dim)
  const loss = recent.reduce((sum, value) => sum + value, 0) / recent.length
  return { table: trained, steps: step, seconds: minutesGone() * 60, loss }
}

const lacksTargets = ({ texts }: TableBatch): boolean => texts !== undefined && texts.targets === undefined

const threadsDefault = (): number => Math.min(THREADS_MAX, availableParallelism())

/** Adam's corrections for its first steps, folded into the rate. */
function adamPace(rate: number, step: number): { readonly rate: number; readonly epsilon: number } {
  const squares = Math.sqrt(1 - 0.999 ** step)
  return { rate: (rate * squares) / (1 - 0.9 ** step), epsilon: ADAM_EPSILON * squares }
}

function progressOf(
  step: number,
  { steps, minutes, minutesGone }: { readonly steps: number; readonly minutes: number; readonly minutesGone: number },
): { stage: string; done: number; total?: number; unit: string } {
  const byTime = minutes === Infinity ? Infinity : Math.round((step * minutes) / minutesGone)
  return { stage: 'training', done: step, total: Math.max(step, Math.min(steps, byTime)), unit: 'steps' }
}

function readTable(padded: Float32Array, { rows, dim }: Matrix, width: number): Matrix {
  const data = new Float32Array(rows * dim)
  for (let row = 0; row < rows; row++) data.set(padded.subarray(row * width, row * width + dim), row * dim)
  return { data, rows, dim }
}

/** The kernels look at no bounds. */
function checkBatch(
  { pairs, texts }: TableBatch,
  { table, mayLackTargets }: { readonly table: Matrix; readonly mayLackTargets: boolean },
): void {
  const { rows, dim } = table
  const check = (name: string, { tokens, offsets }: Bags): void => {
    if (offsets[0] !== 0 || offsets.at(-1) !== tokens.length)
      throw batchMalformed({ reason: `the offsets of ${name} do not cover its tokens` })
    for (let i = 1; i < offsets.length; i++)
      if ((offsets[i] as number) < (offsets[i - 1] as number))
        throw batchMalformed({ reason: `the offsets of ${name} descend` })
    for (const token of tokens)
      if (!(token >= 0 && token < rows))
        throw batchMalformed({ reason: `${name} has the token ${token}, the table ${rows} rows` })
  }
  if (pairs) {
    check('anchors', pairs.anchors)
    check('positives', pairs.positives)
    const count = bagCount(pairs.anchors)
    if (count !== bagCount(pairs.positives))
      throw batchMalformed({ reason: `there are ${count} anchors and ${bagCount(pairs.positives)} positives` })
    for (const ordinal of pairs.notNegatives ?? [])
      if (!(ordinal >= 0 && ordinal < count))
        throw batchMalformed({ reason: `pair ${ordinal} of ${count} is marked as a false negative` })
  }
  if (texts) {
    check('texts', texts.bags)
    if (texts.targets === undefined) {
      if (!mayLackTargets)
        throw batchMalformed({ reason: 'its texts have no targets, unlike those of the first batch' })
    } else if (texts.targets.length !== bagCount(texts.bags) * dim)
      throw batchMalformed({
        reason: `${bagCount(texts.bags)} texts have ${texts.targets.length} numbers as targets, not ${dim} each`,
      })
  }
}
