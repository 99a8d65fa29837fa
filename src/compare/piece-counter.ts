/** @file Into how many pieces an encoder's tokenizer cuts each word. */
import { type Encoder, textInputs } from '../encode/encoder.ts'

/** Words that every vocabulary has in one piece: what they count beyond one are tokens that the model adds to any text. */
const WHOLE = ['a', 'the', '1'] as const

/** @returns undefined where there is no encoder to ask */
export async function pieceCounter(
  encoder: Encoder | undefined,
  words: readonly string[],
): Promise<((text: string) => number) | undefined> {
  if (encoder === undefined) return undefined
  const unique = [...new Set(words)]
  const counts = await encoder.countTokens(textInputs([...WHOLE, ...unique]), { role: 'query' })
  const added = Math.min(...counts.slice(0, WHOLE.length)) - 1
  const pieces = new Map(unique.map((word, index) => [word, (counts[WHOLE.length + index] ?? 1) - added]))
  return (text) => pieces.get(text) ?? 1
}
