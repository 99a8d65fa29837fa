/** @file How two texts are the same, in words. */
import type { Likeness } from './finding.ts'

const phrases: Readonly<Record<Likeness, (percent: number) => string>> = {
  exact: () => 'has the same text as',
  normalised: () => 'has, but for case and punctuation, the same text as',
  near: (percent) => `shares ${percent}% of its wording with`,
  meaning: (percent) => `means nearly the same (cosine ${(percent / 100).toFixed(2)}) as`,
}

export const sameness = (likeness: Likeness, similarity: number): string =>
  phrases[likeness](Math.round(100 * similarity))
