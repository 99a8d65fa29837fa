import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../base/random.ts'
import { createArena } from '../kernels/memory.ts'
import { createTrainKernel } from '../kernels/train.ts'
import { layOutStep, layOutTable, lossOf } from './lay-out-step.ts'
import { type Bags, bagsOf, type TableBatch, type TableLosses } from './table-batch.ts'
import { GRADIENT_PHASES } from './table-step.ts'

const ROWS = 40

interface Case {
  readonly dim: number
  readonly batch: TableBatch
  readonly losses: TableLosses
}

function randomBags(random: Random, count: number): Bags {
  return bagsOf(
    Array.from({ length: count }, () => Array.from({ length: 1 + random.below(9) }, () => random.below(ROWS))),
  )
}

function randomTargets(random: Random, { count, dim }: { count: number; dim: number }): Float32Array {
  const targets = new Float32Array(count * dim)
  for (let row = 0; row < count; row++) {
    const vector = Array.from({ length: dim }, () => random.normal())
    targets.set(
      vector.map((x) => x / Math.hypot(...vector)),
      row * dim,
    )
  }
  return targets
}

const randomPairs = (random: Random, count: number, notNegatives: number[] = []): TableBatch => ({
  pairs: {
    anchors: randomBags(random, count),
    positives: randomBags(random, count),
    notNegatives: Int32Array.from(notNegatives),
  },
})

const randomTexts = (random: Random, count: number, dim: number): TableBatch => ({
  texts: { bags: randomBags(random, count), targets: randomTargets(random, { count, dim }) },
})

/** The same loss written plainly in float64. */
function plainLoss(table: Float64Array, { dim, batch: { pairs, texts }, losses }: Case): number {
  const vectorsOf = ({ tokens, offsets }: Bags): number[][] =>
    Array.from({ length: offsets.length - 1 }, (_, bag) => {
      const sum = Array.from({ length: dim }, () => 0)
      for (const token of tokens.subarray(offsets[bag], offsets[bag + 1]))
        for (let i = 0; i < dim; i++) sum[i] = (sum[i] ?? 0) + (table[token * dim + i] ?? 0)
      const length = Math.hypot(...sum)
      return sum.map((x) => (length > 0 ? x / length : 0))
    })
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)
  const logSum = (logits: readonly number[]): number => Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0))
  let loss = 0
  if (pairs && losses.contrastive) {
    const { weight, scale = 20, isSymmetric = false } = losses.contrastive
    const anchors = vectorsOf(pairs.anchors)
    const positives = vectorsOf(pairs.positives)
    const excluded = new Set<string>()
    const list = pairs.notNegatives ?? []
    for (let i = 0; i < list.length; i += 2) excluded.add(`${list[i]} ${list[i + 1]}`)
    const logit = (i: number, j: number): number =>
      excluded.has(`${i} ${j}`) ? -Infinity : scale * dot(anchors[i] ?? [], positives[j] ?? [])
    const all = [...anchors.keys()]
    const rows = all.map((i) => logSum(all.map((j) => logit(i, j))) - logit(i, i))
    const columns = all.map((j) => logSum(all.map((i) => logit(i, j))) - logit(j, j))
    const each = all.map((i) => (isSymmetric ? ((rows[i] ?? 0) + (columns[i] ?? 0)) / 2 : (rows[i] ?? 0)))
    loss += (weight * each.reduce((a, b) => a + b, 0)) / all.length
  }
  if (texts) {
    const vectors = vectorsOf(texts.bags)
    const goals = vectors.map((_, i) => Array.from(texts.targets?.subarray(i * dim, (i + 1) * dim) ?? []))
    const all = [...vectors.keys()]
    if (losses.cosine)
      loss +=
        (losses.cosine.weight * all.reduce((sum, i) => sum + 1 - dot(vectors[i] ?? [], goals[i] ?? []), 0)) / all.length
    if (losses.similarity) {
      const { weight, scale = 20 } = losses.similarity
      let sum = 0
      for (const i of all) {
        const others = all.filter((j) => j !== i)
        const own = others.map((j) => scale * dot(vectors[i] ?? [], vectors[j] ?? []))
        const goal = others.map((j) => scale * dot(goals[i] ?? [], goals[j] ?? []))
        const [ownSum, goalSum] = [logSum(own), logSum(goal)]
        for (const [k, g] of goal.entries()) sum += Math.exp(g - goalSum) * (g - goalSum - ((own[k] ?? 0) - ownSum))
      }
      loss += (weight * sum) / all.length
    }
  }
  return loss
}

/** Loss and gradients of the table `[ROWS, dim]` as the kernels have them. */
function kernelLoss(
  table: Float32Array,
  { dim, batch, losses }: Case,
  threads: number,
): { loss: number; gradients: Float32Array } {
  const arena = createArena(0, { isShared: true })
  const state = layOutTable(arena, { data: table, rows: ROWS, dim }, { keepsOriginal: false })
  const lastTouched = new Uint32Array(ROWS)
  const layout = layOutStep(arena, state, batch, { losses, rate: 0, epsilon: 1, dim, lastTouched, step: 1 })
  const kernel = createTrainKernel(arena.memory)
  for (const phase of GRADIENT_PHASES)
    for (let index = 0; index < threads; index++) phase(kernel, layout, { index, threads })
  const gradients = new Float32Array(ROWS * dim)
  for (let row = 0; row < ROWS; row++)
    gradients.set(arena.float32(state.gradients + row * state.dim * 4, dim), row * dim)
  return { loss: lossOf(arena, layout), gradients }
}

const random = createRandom(7)
const NOT_NEGATIVES = [0, 3, 3, 0, 5, 1, 12, 11]
const CASES: readonly (readonly [name: string, Case])[] = [
  ['contrastive', { dim: 16, batch: randomPairs(random, 16), losses: { contrastive: { weight: 1 } } }],
  [
    'contrastive of 13 pairs with a mask, weight and scale',
    { dim: 24, batch: randomPairs(random, 13, NOT_NEGATIVES), losses: { contrastive: { weight: 0.3, scale: 7 } } },
  ],
  [
    'symmetric contrastive of 13 pairs with a mask',
    {
      dim: 24,
      batch: randomPairs(random, 13, NOT_NEGATIVES),
      losses: { contrastive: { weight: 1, isSymmetric: true } },
    },
  ],
  ['cosine', { dim: 20, batch: randomTexts(random, 11, 20), losses: { cosine: { weight: 0.7 } } }],
  ['similarity', { dim: 32, batch: randomTexts(random, 21, 32), losses: { similarity: { weight: 0.3 } } }],
  [
    'all together, with depths beyond one slice',
    {
      dim: 272,
      batch: { ...randomPairs(random, 270, NOT_NEGATIVES), ...randomTexts(random, 30, 272) },
      losses: { contrastive: { weight: 0.5, isSymmetric: true }, cosine: { weight: 1 }, similarity: { weight: 0.3 } },
    },
  ],
]

describe.each(CASES)('%s', (_, example) => {
  const { dim } = example
  const start = createRandom(3)
  const table = Float32Array.from({ length: ROWS * dim }, () => start.normal())
  const found = kernelLoss(table, example, 1)

  test('the loss is that of plain float64', () => {
    expect(found.loss).toBeCloseTo(plainLoss(Float64Array.from(table), example), 4)
  })

  test('gradients are those of finite differences in float64', () => {
    const exact = Float64Array.from(table)
    const largest = found.gradients.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    expect(largest).toBeGreaterThan(1e-4)
    const pick = createRandom(5)
    for (let i = 0; i < (dim > 100 ? 4 : 150); i++) {
      const at = pick.below(exact.length)
      const value = exact[at] ?? 0
      const h = 1e-5
      exact[at] = value + h
      const above = plainLoss(exact, example)
      exact[at] = value - h
      const below = plainLoss(exact, example)
      exact[at] = value
      expect(Math.abs((found.gradients[at] ?? 0) - (above - below) / (2 * h))).toBeLessThan(1e-4 * largest + 1e-7)
    }
  })

  test.each([2, 3])('%i threads give the same bits', (threads) => {
    const shared = kernelLoss(table, example, threads)
    expect(shared.loss).toBe(found.loss)
    expect(shared.gradients).toEqual(found.gradients)
  })
})
