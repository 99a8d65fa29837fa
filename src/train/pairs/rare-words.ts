/** @file Some of a document's most telling tokens, as somebody would type them, and the document. */
import { joinTokens, type PairMaker, pairOf } from './pair-maker.ts'

const COUNT_MIN = 2
const COUNT_MAX = 8

/** Draws tokens by their rarity, without replacement (Efraimidis and Spirakis, 2006: the largest u^(1/w)). Half of the time they are taken out of the document. */
export const rareWords: PairMaker = ({ title, sentences }, { random, rarity }) => {
  const all = joinTokens([title, ...sentences])
  const distinct = [...new Set(all)]
  if (distinct.length < COUNT_MIN + 1) return undefined
  const count = Math.min(distinct.length >> 1, COUNT_MIN + random.below(COUNT_MAX - COUNT_MIN + 1))
  const drawn = distinct
    .map((token) => ({ token, key: Math.log(1 - random.next()) / Math.max(1e-6, rarity[token] ?? 0) }))
    .toSorted((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ token }) => token)
  const taken = new Set(random.next() < 0.5 ? drawn : [])
  return pairOf(
    drawn,
    all.filter((token) => !taken.has(token)),
  )
}
