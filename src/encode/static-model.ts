/**
 * @file Encoders that look token vectors up in a table: files to model. Three layouts: model2vec's folder, sentence-transformers' StaticEmbedding,
 * and model2vec's with int8 vectors and a factor for each token, which is how the bundled model is kept. Runs on any JavaScript engine.
 */
import { type Safetensors, safetensorsOf } from '../tensor/safetensors.ts'
import type { Vocabulary } from '../text/packed-vocabulary.ts'
import { createTokenizer, type SubwordTokenizer } from '../text/tokenizer.ts'
import { configValueInvalid, modelFileDamaged, vocabularyMismatch } from './errors.ts'
import type { Prompts } from './prompts.ts'
import { rememberWords, type TextTokenizer } from './remember-words.ts'

/** Contents of the files, already read. */
export interface StaticModelFiles {
  /** For messages. */
  readonly folder: string
  /** model.safetensors. */
  readonly weights: Uint8Array
  /** tokenizer.json. */
  readonly tokenizer: Readonly<Record<string, unknown>>
  /** In place of the one in tokenizer.json. */
  readonly vocabulary?: Vocabulary | undefined
  /** config.json; empty for StaticEmbedding. */
  readonly config: Readonly<Record<string, unknown>>
  /** Whether a Normalize module follows. */
  readonly hasNormalize: boolean
  readonly prompts: Prompts
  readonly truncateDim: number | undefined
}

export interface StaticModel {
  readonly tokenizer: TextTokenizer
  /** `[rows, dim]` row-major. */
  readonly table: Float32Array | Int8Array
  readonly rows: number
  readonly dim: number
  /** Token ids are below this. */
  readonly tokenCount: number
  /** Factor of each token; all 1 where missing. */
  readonly factors: Float32Array | undefined
  /** Row of each token; the token id itself where missing. */
  readonly rowOfToken: Int32Array | undefined
  /** A token that does not count. */
  readonly droppedId: number | undefined
  readonly tokensMax: number | undefined
  /** Characters (code points) before tokenising. */
  readonly charactersMax: number | undefined
  readonly isNormalized: boolean
  readonly prompts: Prompts
}

const MODEL2VEC_TABLE = 'embeddings'
const SENTENCE_TRANSFORMERS_TABLE = 'embedding.weight'
/** model2vec's own. */
const TOKENS_MAX_DEFAULT = 512

/** @throws ENCODE_MODEL_FILE_DAMAGED, ENCODE_VOCABULARY_MISMATCH, ENCODE_CONFIG_INVALID, TENSOR_MISSING and others */
export function readStaticModel(files: StaticModelFiles): StaticModel {
  const weights = safetensorsOf(files.weights, `${files.folder}/model.safetensors`)
  const isModel2Vec = weights.tensors.has(MODEL2VEC_TABLE)
  const tokenizer = createTokenizer(files.tokenizer, {}, { vocabulary: files.vocabulary })
  const table = readTable(weights, isModel2Vec ? MODEL2VEC_TABLE : SENTENCE_TRANSFORMERS_TABLE, files.truncateDim)
  const rowOfToken = weights.tensors.has('mapping') ? wholeNumbers(weights, 'mapping') : undefined
  const factors = isModel2Vec && weights.tensors.has('weights') ? weights.floats('weights') : undefined
  const tokenCount = rowOfToken?.length ?? factors?.length ?? table.rows
  if (tokenizer.vocabSize > tokenCount)
    throw vocabularyMismatch({ folder: files.folder, tokenId: tokenizer.vocabSize - 1, rows: tokenCount })
  return {
    tokenizer: rememberWords(tokenizer, files.tokenizer),
    ...table,
    tokenCount,
    factors,
    rowOfToken,
    prompts: files.prompts,
    ...(isModel2Vec ? readModel2VecRules(files, tokenizer) : sentenceTransformersRules(files)),
  }
}

type Rules = Pick<StaticModel, 'droppedId' | 'tokensMax' | 'charactersMax' | 'isNormalized'>

/** StaticEmbedding of sentence-transformers: no limit, and unknown tokens count like any other. */
const sentenceTransformersRules = ({ hasNormalize, truncateDim }: StaticModelFiles): Rules => ({
  droppedId: undefined,
  tokensMax: undefined,
  charactersMax: undefined,
  isNormalized: hasNormalize && truncateDim === undefined,
})

/** model2vec drops unknown tokens and cuts at `max_length` tokens, before that at as many times the median length of its tokens. */
function readModel2VecRules({ config, folder }: StaticModelFiles, tokenizer: SubwordTokenizer): Rules {
  const { max_length: length = TOKENS_MAX_DEFAULT, normalize = false } = config
  if (length !== null && !(Number.isSafeInteger(length) && Number(length) > 0))
    throw configValueInvalid({
      file: `${folder}/config.json`,
      key: 'max_length',
      value: length,
      expected: 'a whole number above 0, or null',
    })
  const tokensMax = length === null ? undefined : Number(length)
  return {
    droppedId: tokenizer.unknownId,
    tokensMax,
    charactersMax: tokensMax === undefined ? undefined : tokensMax * medianTokenLength(tokenizer),
    isNormalized: normalize === true,
  }
}

/** In code points; of an even count the mean of both middle ones, rounded down. */
function medianTokenLength(tokenizer: SubwordTokenizer): number {
  const lengths = Uint32Array.from(
    { length: tokenizer.vocabSize },
    (_, id) => Array.from(tokenizer.token(id) ?? '').length,
  ).sort()
  const middle = lengths.length >> 1
  const upper = lengths[middle] ?? 0
  return lengths.length % 2 === 1 ? upper : Math.floor(((lengths[middle - 1] ?? 0) + upper) / 2)
}

function readTable(
  weights: Safetensors,
  name: string,
  truncateDim: number | undefined,
): Pick<StaticModel, 'table' | 'rows' | 'dim'> {
  const stored = weights.tensors.get(name)
  const [rows = 0, width = 0] = stored?.shape ?? []
  if (stored && (stored.shape.length !== 2 || rows * width === 0))
    throw modelFileDamaged({
      file: weights.name,
      reason: `"${name}" is not a table: it has the shape [${stored.shape.join(', ')}]`,
    })
  const table = stored?.type === 'I8' ? bytesAsInt8(weights.bytes(name)) : weights.floats(name)
  const dim = Math.min(truncateDim ?? width, width)
  return dim === width ? { table, rows, dim } : { table: firstColumns(table, { rows, width, dim }), rows, dim }
}

const bytesAsInt8 = (bytes: Uint8Array): Int8Array => new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)

function firstColumns<T extends Float32Array | Int8Array>(
  table: T,
  { rows, width, dim }: { rows: number; width: number; dim: number },
): T {
  const result = table.slice(0, rows * dim) as T
  for (let row = 0; row < rows; row++) result.set(table.subarray(row * width, row * width + dim), row * dim)
  return result
}

/** A tensor of 32- or 64-bit whole numbers that fit in 32. */
function wholeNumbers(weights: Safetensors, name: string): Int32Array {
  const bytes = weights.bytes(name)
  if (weights.tensors.get(name)?.type === 'I32') return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  if (weights.tensors.get(name)?.type === 'I64')
    return Int32Array.from(new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8), Number)
  throw modelFileDamaged({ file: weights.name, reason: `"${name}" does not contain whole numbers` })
}
