/**
 * @file Whether a text says what a claim says, by their words alone.
 *
 * Support of a claim by a text = the largest part of the claim's content words (stems without stop words) that occur within a few neighbouring
 * sentences of the text; 0 where the text lacks a number of the claim. A claim counts as supported from `SUPPORTED` on.
 *
 * Words cannot tell a claim from its negation, and a paraphrase without shared words is not found: the entailment score of a cross-encoder can.
 */
import { sentenceSpans } from '../text/chunk/sentence-spans.ts'
import { contentWords, numbersIn } from './content-words.ts'

/** Chosen on support-docs-rag; docs/rag-eval.md has the measurement. */
export const SUPPORTED = 0.5
/** Sentences that are read together: an answer joins what stands in neighbouring ones. */
const WINDOW = 4

/** A text, prepared to be asked for many claims. */
export interface Evidence {
  readonly windows: readonly ReadonlySet<string>[]
  readonly numbers: ReadonlySet<string>
}

export function evidenceOf(text: string): Evidence {
  const sentences = sentenceSpans(text).map(({ start, end }) => contentWords(text.slice(start, end)))
  const count = Math.max(1, sentences.length - WINDOW + 1)
  return {
    windows: Array.from({ length: count }, (_, i) => new Set(sentences.slice(i, i + WINDOW).flat())),
    numbers: new Set(numbersIn(text)),
  }
}

/** @returns in [0, 1]; of a claim without words 1 */
export function supportOf(claim: string, { windows, numbers }: Evidence): number {
  const words = contentWords(claim)
  if (words.length === 0) return 1
  if (numbersIn(claim).some((number) => !numbers.has(number))) return 0
  return (
    windows.reduce((most, window) => Math.max(most, words.filter((word) => window.has(word)).length), 0) / words.length
  )
}

export const isSupported = (claim: string, texts: readonly Evidence[]): boolean =>
  texts.some((text) => supportOf(claim, text) >= SUPPORTED)
