/** @file Training a table on texts, and the gate's judgement of it by queries that training did not see. */
import { type Matrix, rootMeanSquare } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { type Random, shuffle } from '../base/random.ts'
import { type AnalyzerSettings, createAnalyzer } from '../text/analyzer.ts'
import { searchDense } from './dense-leg.ts'
import { type Gate, judge, type Legs } from './gate.ts'
import { type Given, type HeldOut, type HeldOutQuery, makeHeldOut } from './held-out.ts'
import { bestWeight, HYBRID_DEPTH, hybridCurve } from './hybrid-weight.ts'
import { createPairBatches, PAIRS_MAX } from './pair-batches.ts'
import type { PairMakerName } from './pairs/pair-makers-table.ts'
import type { TokenTable } from './token-table.ts'
import { trainTable } from './train-table.ts'
import type { TrainingText } from './training-text.ts'
import { searchWords } from './word-leg.ts'

export interface TrainAndJudgeOptions extends WorkOptions {
  readonly tokens: TokenTable
  readonly random: Random
  readonly analyzer?: AnalyzerSettings | undefined
  /** Of all training together. */
  readonly minutes?: number | undefined
  /** Of each training. */
  readonly steps?: number | undefined
  readonly threads?: number | undefined
}

export interface Judged {
  readonly gate: Gate
  /** Of the adapted table beside words. */
  readonly hybridWeight: number
  readonly trained: Trained
}

export interface Trained {
  /** Rows of the tokens seen. */
  readonly table: Matrix
  /** Of this table's training. */
  readonly steps: number
  /** Of all training. */
  readonly seconds: number
  readonly pairs: Readonly<Partial<Record<PairMakerName, number>>>
}

const HELD_OUT_SHARE = 0.1
const HELD_OUT_MIN = 400
const HELD_OUT_MAX = 600
/** Below, so few queries decide nothing: all documents give up a text in each of two trainings. */
const TWICE_BELOW = 2 * HELD_OUT_MIN
/** Where more gave up a text, training begins anew with all of it once the gate is passed. */
const LOST_SHARE_MAX = 0.25
const MINUTES = 1

/** Most searches read like titles or sentences; the others are for documents that have neither. */
const PAIR_SHARES: Readonly<Record<PairMakerName, number>> = {
  'title-text': 2,
  'sentence-rest': 2,
  'heading-passage': 1,
  'rare-words': 0.5,
  window: 0.5,
}
const CONTRASTIVE_WEIGHT = 0.3
/** Unless steps are asked for. A small collection is known by heart soon after. */
const EPOCHS_MAX = 60
/** Of Adam, in parts of the root mean square of the table's numbers: tables differ in scale, and lengths of sums do not matter. */
const LEARNING_RATE = 0.06

/** @throws the signal's reason when aborted */
export async function trainAndJudge(texts: readonly TrainingText[], options: TrainAndJudgeOptions): Promise<Judged> {
  const { random, tokens, analyzer, steps } = options
  const folds = divide(shuffle([...texts.keys()], random))
  const heldOuts = folds.map((given) => makeHeldOut(texts, given, { random, tokensOf: tokens.tokensOf }))
  const base = tokens.rows()
  const isAnew = (folds[0]?.size ?? 0) > texts.length * LOST_SHARE_MAX
  const { minutes = steps === undefined ? MINUTES : undefined } = options
  const trainings = folds.length + (isAnew ? 1 : 0)
  const budget = {
    ...options,
    base,
    minutes: minutes && minutes / trainings,
    steps: steps ?? stepsEnough(texts.length),
  }
  const tables: Trained[] = []
  for (const { training } of heldOuts) tables.push(await train(training, budget))
  const judged = assess(heldOuts, { base, tables: tables.map(({ table }) => table), analyzer })
  const [first] = tables as [Trained]
  if (judged.gate.isPassed && isAnew) tables.push(await train(texts, { ...budget, steps: first.steps }))
  const shipped = judged.gate.isPassed ? (tables.at(-1) ?? first) : first
  return { ...judged, trained: { ...shipped, seconds: tables.reduce((sum, { seconds }) => sum + seconds, 0) } }
}

/** What documents give up, training by training: of a small collection half their titles and the others a sentence, then the other way round. */
function divide(order: readonly number[]): Map<number, Given>[] {
  if (order.length < TWICE_BELOW)
    return [0, 1].map((fold) => new Map(order.map((target, i) => [target, i % 2 === fold ? 'title' : 'sentence'])))
  const count = Math.min(HELD_OUT_MAX, Math.max(HELD_OUT_MIN, Math.ceil(order.length * HELD_OUT_SHARE)))
  return [new Map(order.slice(0, count).map((target) => [target, 'either']))]
}

/** So often all documents are seen. */
const stepsEnough = (documents: number): number =>
  Math.ceil((EPOCHS_MAX * documents) / Math.max(1, Math.min(PAIRS_MAX, documents)))

async function train(
  texts: readonly TrainingText[],
  { base, random, ...options }: TrainAndJudgeOptions & { readonly base: Matrix },
): Promise<Trained> {
  const counts = new Map<PairMakerName, number>()
  const { minutes, steps, threads, signal, onProgress } = options
  const nextBatch = createPairBatches(texts, { tokenCount: base.rows, random, shares: PAIR_SHARES, counts })
  const trained = await trainTable(base, nextBatch, {
    losses: { contrastive: { weight: CONTRASTIVE_WEIGHT }, cosine: { weight: 1 } },
    learningRate: LEARNING_RATE * rootMeanSquare(base),
    minutes,
    steps,
    threads,
    signal,
    onProgress,
  })
  return { table: trained.table, steps: trained.steps, seconds: trained.seconds, pairs: Object.fromEntries(counts) }
}

/** The queries of all trainings together. */
function assess(
  heldOuts: readonly HeldOut[],
  {
    base,
    tables,
    analyzer,
  }: {
    readonly base: Matrix
    readonly tables: readonly Matrix[]
    readonly analyzer: AnalyzerSettings | undefined
  },
): Pick<Judged, 'gate' | 'hybridWeight'> {
  const terms = createAnalyzer(analyzer)
  const queries: HeldOutQuery[] = heldOuts.flatMap((heldOut) => heldOut.queries)
  const found = heldOuts.map((heldOut, i) => ({
    before: searchDense(heldOut, base, { k: HYBRID_DEPTH }),
    after: searchDense(heldOut, tables[i] ?? base, { k: HYBRID_DEPTH }),
    words: searchWords(heldOut, terms, { k: HYBRID_DEPTH }),
  }))
  const legs: Legs = {
    before: found.flatMap(({ before }) => before),
    after: found.flatMap(({ after }) => after),
    words: found.flatMap(({ words }) => words),
  }
  return {
    gate: judge({ queries }, legs),
    hybridWeight: bestWeight(hybridCurve({ queries }, { words: legs.words, dense: legs.after })),
  }
}
