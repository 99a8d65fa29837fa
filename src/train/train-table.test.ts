import { describe, expect, test } from 'vitest'
import type { Matrix } from '../base/matrix.ts'
import { createRandom } from '../base/random.ts'
import { bagsOf, type TableBatch, type TableLosses } from './table-batch.ts'
import { trainTable, type TrainTableOptions } from './train-table.ts'

const ROWS = 60
const DIM = 24

function randomTable(seed: number): Matrix {
  const random = createRandom(seed)
  return { data: Float32Array.from({ length: ROWS * DIM }, () => random.normal()), rows: ROWS, dim: DIM }
}

/** Token 2i and token 2i + 1 belong together. */
function twins(seed: number): () => TableBatch {
  const random = createRandom(seed)
  return () => {
    const first = random.below(10)
    const topics = Array.from({ length: 20 }, (_, i) => first + i)
    return { pairs: { anchors: bagsOf(topics.map((i) => [2 * i])), positives: bagsOf(topics.map((i) => [2 * i + 1])) } }
  }
}

const OPTIONS: TrainTableOptions = {
  losses: { contrastive: { weight: 1 } },
  steps: 100,
  learningRate: 0.05,
  threads: 1,
}

const cosine = ({ data }: Matrix, a: number, b: number): number => {
  const [x, y] = [a, b].map((row) => data.subarray(row * DIM, (row + 1) * DIM)) as [Float32Array, Float32Array]
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0) / Math.hypot(...x) / Math.hypot(...y)
}

describe('training a table', () => {
  test('brings together what belongs together, and leaves the given table and untouched rows alone', async () => {
    const table = randomTable(1)
    const before = table.data.slice()
    const trained = await trainTable(table, twins(2), OPTIONS)
    expect(table.data).toEqual(before)
    expect(trained).toMatchObject({ steps: 100 })
    expect(trained.loss).toBeLessThan(0.2)
    expect(cosine(trained.table, 20, 21)).toBeGreaterThan(0.5)
    expect(cosine(trained.table, 20, 23)).toBeLessThan(0.4)
    expect(trained.table.data.subarray(58 * DIM)).toEqual(before.subarray(58 * DIM))
  })

  test('comes out the same, bit for bit, with one thread or several', async () => {
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map((threads) => trainTable(randomTable(1), twins(2), { ...OPTIONS, threads })),
    )
    expect(two?.table.data).toEqual(one?.table.data)
    expect(three?.table.data).toEqual(one?.table.data)
    expect(two?.loss).toBe(one?.loss)
  })

  test('moves vectors to targets', async () => {
    const goal = randomTable(9)
    const targets = new Float32Array(goal.data)
    for (let row = 0; row < ROWS; row++) {
      const vector = targets.subarray(row * DIM, (row + 1) * DIM)
      const length = Math.hypot(...vector)
      for (let i = 0; i < DIM; i++) vector[i] = (vector[i] ?? 0) / length
    }
    const bags = bagsOf(Array.from({ length: ROWS }, (_, row) => [row]))
    const losses = { cosine: { weight: 1 }, similarity: { weight: 0.3 } }
    const { loss } = await trainTable(randomTable(1), () => ({ texts: { bags, targets } }), {
      ...OPTIONS,
      losses,
      steps: 500,
    })
    expect(loss).toBeLessThan(0.05)
  })

  test('texts without targets stay where the table had them', async () => {
    const pairs = twins(2)
    const bags = bagsOf(Array.from({ length: ROWS }, (_, row) => [row]))
    const drift = async (losses: TableLosses): Promise<number> => {
      const { table } = await trainTable(randomTable(1), () => ({ ...pairs(), texts: { bags } }), {
        ...OPTIONS,
        losses,
      })
      return 1 - cosine({ ...table, data: Float32Array.of(...table.data, ...randomTable(1).data) }, 20, ROWS + 20)
    }
    const free = await drift({ contrastive: { weight: 1 } })
    const kept = await drift({ contrastive: { weight: 1 }, cosine: { weight: 20 } })
    expect(kept).toBeLessThan(free / 3)
  })

  test('ends when the minutes are over, by the clock that it was given', async () => {
    let milliseconds = 0
    const now = (): number => (milliseconds += 500)
    const totals: (number | undefined)[] = []
    const { steps, seconds } = await trainTable(randomTable(1), twins(2), {
      ...OPTIONS,
      steps: undefined,
      minutes: 0.5,
      now,
      onProgress: ({ total }) => totals.push(total),
    })
    expect(steps).toBeGreaterThan(5)
    expect(steps).toBeLessThan(61)
    expect(seconds).toBeGreaterThanOrEqual(30)
    expect(totals).toHaveLength(steps)
  })

  test('can be aborted between steps', async () => {
    const controller = new AbortController()
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 3) controller.abort(new Error('stop'))
    }
    const training = trainTable(randomTable(1), twins(2), { ...OPTIONS, signal: controller.signal, onProgress })
    await expect(training).rejects.toThrow('stop')
  })

  test('refuses a batch that does not fit and a budget that never ends', async () => {
    const pair =
      (anchor: number[], positives: number[][]): (() => TableBatch) =>
      () => ({ pairs: { anchors: bagsOf([anchor]), positives: bagsOf(positives) } })
    const malformed = expect.objectContaining({ code: 'TRAIN_BATCH_MALFORMED' })
    await expect(trainTable(randomTable(1), pair([ROWS], [[1]]), OPTIONS)).rejects.toEqual(malformed)
    await expect(trainTable(randomTable(1), pair([0], [[1], [2]]), OPTIONS)).rejects.toEqual(malformed)
    for (const steps of [undefined, 0, Number.NaN])
      await expect(trainTable(randomTable(1), twins(2), { ...OPTIONS, steps })).rejects.toEqual(
        expect.objectContaining({ code: 'TRAIN_BUDGET_INVALID' }),
      )
  })
})
