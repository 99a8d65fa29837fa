/** @file Does the encoder know a word of the query only in pieces? Its vector is then made of syllables that mean something else. */
import type { Evidence, Finding } from './cause.ts'
import { isCode } from './wording.ts'

/** Two pieces are a stem and an ending more often than not. */
const PIECES_MIN = 3

export function findUnknownPieces({ words, piecesOf }: Evidence): Finding | undefined {
  if (piecesOf === undefined) return undefined
  const [most] = words
    .filter(({ text }) => !isCode(text))
    .map(({ text }) => ({ text, pieces: piecesOf(text) }))
    .filter(({ pieces }) => pieces >= PIECES_MIN)
    .sort((a, b) => b.pieces - a.pieces)
  return (
    most && {
      words: [most.text],
      explanation: `The encoder does not have the word "${most.text}", only ${most.pieces} pieces of it, which mean something else or nothing.`,
    }
  )
}
