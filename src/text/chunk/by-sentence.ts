/** @file Chunks of whole sentences: the usual choice for prose. */
import { type Chunk, chunksOf } from './chunk.ts'
import { packSpans } from './pack.ts'
import { sentenceSpans } from './sentence-spans.ts'
import { checkSizes } from './sizes.ts'

export interface SentenceChunkOptions {
  /** As many sentences as fit in so many UTF-16 units; a longer sentence is cut between words. Default: each sentence is a chunk. */
  readonly charactersMax?: number
  /** Units that a chunk may repeat from the one before, in whole sentences. Default 0. Only with `charactersMax`. */
  readonly overlapCharacters?: number
}

/** @throws TEXT_CHUNK_SIZE_INVALID */
export function chunkBySentence(
  text: string,
  { charactersMax, overlapCharacters = 0 }: SentenceChunkOptions = {},
): Chunk[] {
  checkSizes(['charactersMax', charactersMax ?? Number.MAX_SAFE_INTEGER], ['overlapCharacters', overlapCharacters])
  const spans =
    charactersMax === undefined
      ? sentenceSpans(text)
      : packSpans(text, { sizeMax: charactersMax, overlap: overlapCharacters, sizeOf: ({ length }) => length })
  return chunksOf(text, spans)
}
