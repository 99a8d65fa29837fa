/** @file Chunks that fit an encoder: at most so many of its tokens, in whole sentences where they fit. */
import { type Chunk, chunksOf } from './chunk.ts'
import { packSpans } from './pack.ts'
import { checkSizes } from './sizes.ts'

export interface TokenChunkOptions {
  /** Tokens of a text without special tokens, such as `count` of a `SubwordTokenizer`. */
  readonly count: (text: string) => number
  /** Tokens at most: the encoder's limit less its special tokens. A single character that is more tokens stays whole. */
  readonly tokensMax: number
  /** Tokens that a chunk may repeat from the one before, in whole sentences or words. Default 0. */
  readonly overlapTokens?: number
}

/** @throws TEXT_CHUNK_SIZE_INVALID */
export function chunkByTokens(text: string, { count, tokensMax, overlapTokens = 0 }: TokenChunkOptions): Chunk[] {
  checkSizes(['tokensMax', tokensMax], ['overlapTokens', overlapTokens])
  return chunksOf(text, packSpans(text, { sizeMax: tokensMax, overlap: overlapTokens, sizeOf: count }))
}
