/** @file The words that carry what a text says: stems without stop words, each once, and its numbers. */
import { createAnalyzer } from '../text/analyzer.ts'

const analyzer = createAnalyzer({ identifiers: false })
/** Of one or two words that may all be stop words, as in "The Who". */
const allWords = createAnalyzer({ identifiers: false, stopWords: false })

export function contentWords(text: string): string[] {
  const words = analyzer.terms(text)
  return [...new Set(words.length > 0 ? words : allWords.terms(text))]
}

const NUMBER = /\d+(?:[.,]\d+)*/g

/** As values, so that 1,000 and 1000 are one. */
export const numbersIn = (text: string): string[] =>
  [...new Set(text.match(NUMBER) ?? [])].map((number) =>
    number.replaceAll(/,(?=\d{3}(?:\D|$))/g, '').replace(/\.0+$/, ''),
  )
