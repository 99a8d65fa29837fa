/** @file Chunks of a fixed number of characters: for text without structure, and as a baseline. */
import { type Chunk, chunksOf, type Span, wholeCharacterPlace } from './chunk.ts'
import { checkSizes } from './sizes.ts'

export interface CharacterChunkOptions {
  /** UTF-16 units at most (2 where one character needs 2). Default 1000: about 250 tokens of English. */
  readonly charactersMax?: number
  /** Units that a chunk repeats from the end of the one before. Default 0. */
  readonly overlapCharacters?: number
}

/** @throws TEXT_CHUNK_SIZE_INVALID */
export function chunkByCharacters(
  text: string,
  { charactersMax = 1000, overlapCharacters = 0 }: CharacterChunkOptions = {},
): Chunk[] {
  checkSizes(['charactersMax', charactersMax], ['overlapCharacters', overlapCharacters])
  const spans: Span[] = []
  let start = 0
  while (start < text.length) {
    const end = endOf(text, start, { charactersMax })
    spans.push({ start, end })
    if (end === text.length) break
    const next = wholeCharacterPlace(text, end - overlapCharacters)
    // Where large characters leave no room for the overlap and something new, the overlap gives way.
    start = endOf(text, next, { charactersMax }) > end ? next : end
  }
  return chunksOf(text, spans)
}

function endOf(text: string, start: number, { charactersMax }: { readonly charactersMax: number }): number {
  const end = wholeCharacterPlace(text, Math.min(text.length, start + charactersMax))
  return end > start ? end : start + 2
}
