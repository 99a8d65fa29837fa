/**
 * @file A static model from a transformer. Without texts: each token of the vocabulary goes through the teacher alone, the vectors are turned to
 * their principal axes and weighted by how rare the token is; the method is Model2Vec's (Tulkens and van Dongen, 2024,
 * https://github.com/MinishLab/model2vec), the weighting SIF (Arora et al., ICLR 2017, section 3). With texts: that table is where training
 * begins, and all of it learns to give the teacher's vectors of whole texts.
 */
import { type Matrix, rootMeanSquare, rowOf } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { createRandom, shuffle } from '../base/random.ts'
import { textInputs } from '../encode/encoder.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import { principalComponents, rotateRows, uncentredAxes } from '../encode/principal-components.ts'
import { rememberWords } from '../encode/remember-words.ts'
import { teachTokens, type TokenVectors } from '../encode/token-vectors.ts'
import { writeStaticFolder } from '../encode/write-static-folder.ts'
import { createTokenizer } from '../text/tokenizer.ts'
import { commonnessRanks } from './commonness-ranks.ts'
import { textsUnpaired } from './errors.ts'
import { bagsOf, type TableBatch } from './table-batch.ts'
import { trainTable } from './train-table.ts'

export interface DistillOptions extends WorkOptions {
  /** Folder of the teacher, a sentence-transformers model with a WordPiece vocabulary. */
  readonly teacher: string
  /** Folder to write; made if absent. */
  readonly output: string
  /** Length of the vectors. Default 256, as in Model2Vec. */
  readonly dim?: number
  /** Of a table without texts: `a` of the SIF weight a / (a + p): the larger, the less common tokens are held back. Default 3e-4,
   * the best of 1e-3, 3e-4, 1e-4 and 3e-5 on train and dev splits; Model2Vec has 1e-4. */
  readonly sifCoefficient?: number
  /** What the table learns from; absent for a table of the token vectors alone. */
  readonly lesson?: Lesson | undefined
  readonly threads?: number | undefined
}

export interface Lesson {
  /** Short texts of many kinds: sentences, titles, questions, openings of documents. */
  readonly texts: readonly string[]
  /** The teacher's vectors of the texts, `[texts, the teacher's dim]`. Default: the teacher is asked, which takes most of the time. */
  readonly vectors?: Matrix | undefined
  /** Of training. One of both must be given. */
  readonly minutes?: number | undefined
  readonly steps?: number | undefined
  /** Default 13. */
  readonly seed?: number | undefined
}

export interface DistillReport {
  readonly tokens: number
  readonly dim: number
  /** Share of the variance that the kept axes hold, 0 to 1. */
  readonly varianceKept: number
  /** Of training; 0 without texts. */
  readonly steps: number
}

interface Distilled {
  readonly table: Matrix
  readonly varianceKept: number
  readonly steps: number
  readonly notes: Readonly<Record<string, unknown>>
}

/**
 * Writes config.json, model.safetensors and tokenizer.json. The same teacher (and texts and steps) on the same machine gives the same bytes.
 *
 * @throws ENCODE_MODEL_NOT_FOUND, ENCODE_DISTILL_TOO_WIDE, TRAIN_TEXTS_UNPAIRED, and what damaged or missing files throw
 */
export async function distillStatic(options: DistillOptions): Promise<DistillReport> {
  const { teacher, output, dim = 256, threads, signal, onProgress, lesson } = options
  const tokens = await teachTokens(teacher, { dimMin: dim, threads, signal, onProgress })
  const { table, varianceKept, steps, notes } =
    lesson === undefined
      ? weighTokens(tokens, { ...options, dim })
      : await learnTexts(tokens, { ...options, dim, lesson })
  writeStaticFolder(output, { table, tokenizer: tokens.tokenizer, notes })
  return { tokens: table.rows, dim, varianceKept, steps }
}

/** Zipf's guess of how often a token of rank r is used: 1 / (r + 2), of unit sum. */
function weighTokens(
  { vectors, tokens, unknown }: TokenVectors,
  { dim, sifCoefficient = 3e-4 }: DistillOptions & { readonly dim: number },
): Distilled {
  const { scores, varianceKept } = principalComponents(vectors, dim)
  const ranks = commonnessRanks(tokens, { unknown })
  let total = 0
  for (let rank = 0; rank < ranks.length; rank++) total += 1 / (rank + 2)
  weighRows(scores, { shares: Float64Array.from(ranks, (rank) => 1 / (rank + 2) / total), sifCoefficient })
  return { table: scores, varianceKept, steps: 0, notes: { sif_coefficient: sifCoefficient } }
}

/** Multiplies each row by a / (a + p), where p is the token's share of all that is written. */
function weighRows(
  { data, dim }: Matrix,
  { shares, sifCoefficient }: { readonly shares: Float64Array; readonly sifCoefficient: number },
): void {
  for (const [row, share] of shares.entries()) {
    const weight = sifCoefficient / (sifCoefficient + share)
    for (let i = row * dim; i < (row + 1) * dim; i++) data[i] = (data[i] ?? 0) * weight
  }
}

/** Of the weights that training begins with; what they should be it finds out itself. */
const SIF_OF_START = 1e-3
/** As many as all-MiniLM-L6-v2 reads. */
const TOKENS_MAX = 256
/** Texts that the axes are taken from: more move them little. */
const AXES_TEXTS = 20_000
const BATCH_TEXTS = 2048
/** Of Adam, times how large the table's entries are. 0.01 and 0.06 gave half a point less on train and dev splits. */
const LEARNING_RATE = 0.03
/** The similarities within a batch beside the vectors themselves: on scifact 3 points of nDCG@10. */
const SIMILARITY_WEIGHT = 0.3

async function learnTexts(
  { vectors: tokenVectors, tokenizer: tokenizerJson, unknown }: TokenVectors,
  {
    teacher,
    dim,
    lesson,
    threads,
    signal,
    onProgress,
  }: DistillOptions & { readonly dim: number; readonly lesson: Lesson },
): Promise<Distilled> {
  const { texts, minutes, steps, seed = 13 } = lesson
  const taught = lesson.vectors ?? (await teachTexts(teacher, { texts, threads, signal, onProgress }))
  if (taught.rows !== texts.length || taught.dim !== tokenVectors.dim)
    throw textsUnpaired({ texts: texts.length, rows: taught.rows, dim: taught.dim, teacherDim: tokenVectors.dim })
  const json = tokenizerJson
  const tokenizer = createTokenizer(json)
  const tokenize = rememberWords(tokenizer, json)
  const unknownId = tokenizer.idOf(unknown)
  const bags = texts.map((text) =>
    Int32Array.from(tokenize(text, { lengthMax: TOKENS_MAX })).filter((token) => token !== unknownId),
  )
  const { axes, varianceKept } = uncentredAxes(taught, { dim, rowsMax: AXES_TEXTS })
  const targets = unitRows(rotateRows(taught, axes))
  const start = rotateRows(centred(tokenVectors, bags), axes)
  weighRows(start, { shares: sharesOf(bags, start.rows), sifCoefficient: SIF_OF_START })
  const nextBatch = batchesOf(bags, targets, seed)
  const trained = await trainTable(start, nextBatch, {
    losses: { cosine: { weight: 1 }, similarity: { weight: SIMILARITY_WEIGHT } },
    learningRate: LEARNING_RATE * rootMeanSquare(start),
    minutes,
    steps,
    threads,
    signal,
    onProgress,
  })
  return {
    table: trained.table,
    varianceKept,
    steps: trained.steps,
    notes: { texts: texts.length, steps: trained.steps, seed },
  }
}

async function teachTexts(
  teacher: string,
  {
    texts,
    threads,
    ...work
  }: WorkOptions & { readonly texts: readonly string[]; readonly threads: number | undefined },
): Promise<Matrix> {
  const encoder = await openEncoder(teacher, { threads })
  try {
    return (await encoder.encode(textInputs(texts), { role: 'document', ...work })).vectors
  } finally {
    await encoder.close()
  }
}

/** How often each token is written; one more for each, so that none is never written. */
function sharesOf(bags: readonly Int32Array[], tokens: number): Float64Array {
  const counts = new Float64Array(tokens).fill(1)
  let total = tokens
  for (const bag of bags) {
    total += bag.length
    for (const token of bag) counts[token] = (counts[token] ?? 0) + 1
  }
  return counts.map((count) => count / total)
}

/** Less the mean token as it is written. */
function centred({ data, rows, dim }: Matrix, bags: readonly Int32Array[]): Matrix {
  const mean = new Float64Array(dim)
  for (const [row, share] of sharesOf(bags, rows).entries())
    for (let i = 0; i < dim; i++) mean[i] = (mean[i] ?? 0) + share * (data[row * dim + i] ?? 0)
  return { data: data.map((x, i) => x - (mean[i % dim] ?? 0)), rows, dim }
}

function unitRows(matrix: Matrix): Matrix {
  for (let row = 0; row < matrix.rows; row++) {
    const vector = rowOf(matrix, row)
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
    if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length
  }
  return matrix
}

/** Every text once before any a second time, in an order of the seed. */
function batchesOf(bags: readonly Int32Array[], targets: Matrix, seed: number): () => TableBatch {
  const random = createRandom(seed)
  const order = [...bags.keys()].filter((i) => (bags[i]?.length ?? 0) > 0)
  let at = order.length
  const next = (): number => {
    if (at >= order.length) {
      shuffle(order, random)
      at = 0
    }
    return order[at++] as number
  }
  return () => {
    const chosen = Array.from({ length: Math.min(BATCH_TEXTS, order.length) }, next)
    const rows = new Float32Array(chosen.length * targets.dim)
    for (const [i, text] of chosen.entries()) rows.set(rowOf(targets, text), i * targets.dim)
    return { texts: { bags: bagsOf(chosen.map((i) => bags[i] as Int32Array)), targets: rows } }
  }
}
