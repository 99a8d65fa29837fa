/** @file Is it the numbers that differ? Texts about 16 and 32 amperes are the same to an encoder, and nearly so to words. */
import type { Evidence, Finding, SeenDocument } from './cause.ts'

/** A quantity, with a unit or not; not the digits within a code. */
const NUMBER = /(?<![\p{L}\p{N}_./#:-])(\p{N}+(?:[.,]\p{N}+)*)(?:[\p{L}%°]{0,3})(?![\p{L}\p{N}_]|-\p{L})/gu

export function findNumberMismatch({ text, relevant, wrong: [first] }: Evidence): Finding | undefined {
  if (first === undefined) return undefined
  const others = numbersIn(first)
  const number = Array.from(text.matchAll(NUMBER), ([, digits = '']) => digits).find(
    (digits) => !others.has(digits) && relevant.some((document) => numbersIn(document).has(digits)),
  )
  const other = [...others][0]
  if (number === undefined || other === undefined) return undefined
  return {
    words: [number],
    explanation: `A relevant document has the number ${number} of the query; "${first.id}", ranked ${first.rank}, has other numbers (such as ${other}), and is preferred for the rest of its text.`,
  }
}

const numbersIn = ({ words }: SeenDocument): Set<string> =>
  new Set(words.flatMap(({ text }) => /^(\p{N}+(?:[.,]\p{N}+)*)\p{L}{0,3}$/u.exec(text)?.[1] ?? []))
