/** @file Texts to vectors with a transformer, in the calling thread: tokenise, batch, compute. `transformer-encoder.ts` runs it in a worker. */
import { invariant } from '../base/errors.ts'
import { openSession, type Session, type Values } from '../tensor/session.ts'
import { createTokenizer, type SubwordTokenizer } from '../text/tokenizer.ts'
import { vocabularyMismatch } from './errors.ts'
import { positiveInteger, readJson, readOptionalJson } from './model-folder.ts'
import { planBatches } from './plan-batches.ts'
import type { Prompts } from './prompts.ts'
import { readSentenceTransformer, type SentenceTransformer } from './sentence-transformer-folder.ts'
import type { EncodedTexts } from './worker-messages.ts'
import { buildSentenceGraph } from './sentence-transformer-graph.ts'

export interface PipelineOptions {
  readonly threads?: number | undefined
  /** Vectors as the pooling makes them, without the modules behind it. Default false. */
  readonly isHeadless?: boolean
}

interface PromptedOptions {
  /** Put in front of every text. */
  readonly prompt: string
  /** Asked between batches; true ends the work. */
  readonly isAborted?: () => boolean
}

export interface TransformerPipeline {
  readonly dim: number
  readonly isNormalized: boolean
  readonly prompts: Prompts
  /** Tokens of a text at most, special tokens included. */
  readonly tokensMax: number
  /** Special tokens included, cut to the model's length. */
  readonly tokenize: (text: string) => Int32Array
  /** Special tokens included, nothing cut off. */
  readonly countTokens: (text: string) => number
  /** @returns undefined when aborted */
  readonly encode: (texts: readonly string[], options: PromptedOptions) => Promise<EncodedTexts | undefined>
  /** Vectors of ready token ids, `[sequences, dim]` row-major. */
  readonly encodeTokens: (sequences: readonly Int32Array[], options?: TokenOptions) => Promise<Float32Array | undefined>
  readonly close: () => Promise<void>
}

interface TokenOptions {
  /** Tokens at the start that the pooling leaves out. */
  readonly leftOut?: number
  readonly isAborted?: () => boolean
}

/** Opens a sentence-transformers folder. @throws what reading the folder throws */
export async function openTransformerPipeline(
  folder: string,
  { threads, isHeadless = false }: PipelineOptions = {},
): Promise<TransformerPipeline> {
  const whole = readSentenceTransformer(folder)
  const model = isHeadless ? { ...whole, head: [], truncateDim: undefined } : whole
  const tokenizer = openTokenizer(model)
  const { graph, dim, isNormalized } = buildSentenceGraph(model)
  const session = await openSession(graph, { threads })
  const { tokensMax } = model
  const cased = (text: string): string => (model.isLowercased ? text.toLowerCase() : text)
  const tokenize = (text: string): Int32Array => tokenizer.encode(cased(text), { lengthMax: tokensMax })
  /** A text of just the length that is read may be longer: one token more would tell. */
  const isTruncated = (tokens: Int32Array, text: string): boolean =>
    tokens.length >= tokensMax && tokenizer.encode(cased(text), { lengthMax: tokensMax + 1 }).length > tokensMax
  const encodeTokens = (
    sequences: readonly Int32Array[],
    { leftOut = 0, isAborted = () => false }: TokenOptions = {},
  ) => computeVectors(sequences, { session, model, dim, leftOut, isAborted })
  return {
    dim,
    isNormalized,
    prompts: model.prompts,
    tokensMax,
    tokenize,
    countTokens: (text) => tokenizer.encode(cased(text)).length,
    encodeTokens,
    encode: async (texts, { prompt, isAborted }) => {
      const sequences = texts.map((text) => tokenize(prompt + text))
      const vectors = await encodeTokens(sequences, {
        leftOut: model.pooling.includePrompt ? 0 : promptLength(tokenize(prompt), prompt),
        ...(isAborted && { isAborted }),
      })
      if (vectors === undefined) return undefined
      const truncated = [...texts.keys()].filter((i) => isTruncated(sequences[i] as Int32Array, prompt + texts[i]))
      return { vectors, usage: { tokens: sequences.reduce((sum, { length }) => sum + length, 0), truncated } }
    },
    close: () => session.close(),
  }
}

function openTokenizer(model: SentenceTransformer): SubwordTokenizer {
  const { folder } = model
  const { values } = readJson(folder, 'tokenizer.json', { purpose: 'the vocabulary' })
  return createTokenizer(values, readOptionalJson(folder, 'tokenizer_config.json').values)
}

/** Tokens of the prompt alone, less the special token that closes it. */
const promptLength = (tokens: Int32Array, prompt: string): number => (prompt === '' ? 0 : tokens.length - 1)

interface Computation {
  readonly session: Session
  readonly model: SentenceTransformer
  readonly dim: number
  readonly leftOut: number
  readonly isAborted: () => boolean
}

async function computeVectors(sequences: readonly Int32Array[], work: Computation): Promise<Float32Array | undefined> {
  checkVocabulary(sequences, work.model)
  const { dim, session } = work
  const result = new Float32Array(sequences.length * dim)
  for (const batch of planBatches(sequences.map((sequence) => sequence.length))) {
    // Computing blocks this thread: a turn of the event loop lets messages in, such as an abort or a short query from elsewhere.
    await new Promise((resume) => setImmediate(resume))
    if (work.isAborted()) return undefined
    const { embeddings } = await session.run(batchInputs(batch, sequences, work))
    const rows = embeddings?.data
    invariant(rows instanceof Float32Array && rows.length === batch.length * dim, 'the graph gives one vector per text')
    for (const [row, index] of batch.entries()) result.set(rows.subarray(row * dim, (row + 1) * dim), index * dim)
  }
  return result
}

/** Padding is id 0 with mask 0: what it holds never reaches a result. */
function batchInputs(
  batch: readonly number[],
  sequences: readonly Int32Array[],
  { model, leftOut }: Computation,
): Record<string, Values> {
  const rows = batch.map((index) => sequences[index] ?? new Int32Array())
  const tokens = Math.max(...rows.map((row) => row.length))
  const fill = (value: (row: Int32Array, position: number) => number): Values => {
    const data = new BigInt64Array(rows.length * tokens)
    for (const [r, row] of rows.entries())
      for (let position = 0; position < row.length; position++)
        data[r * tokens + position] = BigInt(value(row, position))
    return { data, dims: [rows.length, tokens] }
  }
  return {
    input_ids: fill((row, position) => row[position] ?? 0),
    attention_mask: fill(() => 1),
    ...(model.pooling.includePrompt ? {} : { pooling_mask: fill((_, position) => (position < leftOut ? 0 : 1)) }),
  }
}

/** A tokenizer from another model would make the runtime fail with a message about indices; this one names the cause. */
function checkVocabulary(sequences: readonly Int32Array[], { folder, config }: SentenceTransformer): void {
  const rows = positiveInteger(config, 'vocab_size')
  for (const sequence of sequences)
    for (const tokenId of sequence) if (tokenId >= rows) throw vocabularyMismatch({ folder, tokenId, rows })
}
