/** @file A teacher's vector of each token of its vocabulary: where a static model begins. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { distillTooWide, modelNotFound } from './errors.ts'
import { readJson } from './model-folder.ts'
import { openTransformerPipeline } from './transformer-pipeline.ts'
import { type TrimmedVocabulary, trimVocabulary } from './trim-vocabulary.ts'

export interface TokenVectorsOptions extends WorkOptions {
  /** The teacher must not be narrower; found out before it computes anything. */
  readonly dimMin: number
  readonly threads?: number | undefined
}

export interface TokenVectors extends TrimmedVocabulary {
  /** `[tokens, the teacher's dim]`: mean of the last layer over [CLS] token [SEP]. */
  readonly vectors: Matrix
}

/** Tokens computed between two reports of progress. */
const CHUNK_TOKENS = 1024

/**
 * @param teacher folder of a sentence-transformers model with a WordPiece vocabulary
 * @throws ENCODE_MODEL_NOT_FOUND, ENCODE_DISTILL_TOO_WIDE, and what damaged or missing files throw
 */
export async function teachTokens(
  teacher: string,
  { dimMin, threads, signal, onProgress }: TokenVectorsOptions,
): Promise<TokenVectors> {
  if (!existsSync(teacher)) throw modelNotFound({ ref: teacher, place: resolve(teacher) })
  const { values } = readJson(teacher, 'tokenizer.json', { purpose: 'the vocabulary' })
  const vocabulary = trimVocabulary(values)
  const { oldIds, opening, closing } = vocabulary
  signal?.throwIfAborted()
  const pipeline = await openTransformerPipeline(teacher, { threads, isHeadless: true })
  try {
    const { dim } = pipeline
    if (dim < dimMin) throw distillTooWide({ dim: dimMin, teacher, teacherDim: dim })
    const total = oldIds.length
    const data = new Float32Array(total * dim)
    for (let start = 0; start < total; start += CHUNK_TOKENS) {
      signal?.throwIfAborted()
      const ids = oldIds.slice(start, start + CHUNK_TOKENS)
      const vectors = await pipeline.encodeTokens(ids.map((id) => Int32Array.of(opening, id, closing)))
      if (vectors) data.set(vectors, start * dim)
      onProgress?.({ stage: 'encoding tokens', done: Math.min(start + CHUNK_TOKENS, total), total, unit: 'tokens' })
    }
    return { ...vocabulary, vectors: { data, rows: total, dim } }
  } finally {
    await pipeline.close()
  }
}
