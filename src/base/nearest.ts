/** @file The known word that a mistyped one is most likely meant to be. */
import { editDistance } from './edit-distance.ts'

/** @returns undefined where none is near: one typo in three letters, as with more allowed every short word would match; case never counts */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.toLowerCase()
  return known
    .map((one) => ({ one, typos: editDistance(typed, one.toLowerCase()) }))
    .filter(({ one, typos }) => typos <= one.length / 3)
    .sort((a, b) => a.typos - b.typos)[0]?.one
}
