/** @file Synonym rules as an analyzer sees them, and where they apply in a query. */
import type { Analyzer } from '../../text/analyzer.ts'
import { parseSynonyms } from '../../text/synonym-rules.ts'
import { type TypedWord, typedWords } from './word-context.ts'

/** Words of a query that a rule knows. */
export interface FoundSynonyms {
  /** How many words. */
  readonly length: number
  /** Analysed; what was typed only where the rules say so. */
  readonly alternatives: readonly (readonly string[])[]
  /** As the rules write them. */
  readonly words: readonly string[]
}

interface Entry {
  readonly terms: readonly string[]
  readonly to: Map<string, readonly string[]>
}

/** By the first term of what a query says, the longest first. */
type Synonyms = ReadonlyMap<string, readonly Entry[]>

/** Rules are the same array for as long as their plan is. */
const compiled = new WeakMap<Analyzer, WeakMap<readonly string[], Synonyms>>()

/** @throws TEXT_SYNONYMS_INVALID */
function synonymsOf(rules: readonly string[], analyzer: Analyzer): Synonyms {
  const ofAnalyzer = compiled.get(analyzer) ?? new WeakMap<readonly string[], Synonyms>()
  compiled.set(analyzer, ofAnalyzer)
  const known = ofAnalyzer.get(rules)
  if (known !== undefined) return known
  const made = compile(rules, analyzer)
  ofAnalyzer.set(rules, made)
  return made
}

function compile(rules: readonly string[], analyzer: Analyzer): Synonyms {
  const entries = new Map<string, Entry>()
  for (const { from, to } of parseSynonyms(rules)) {
    const meant = to.map((word) => [word, wholeTerms(word, analyzer)] as const).filter(([, terms]) => terms.length > 0)
    for (const word of from) {
      const terms = wholeTerms(word, analyzer)
      const key = JSON.stringify(terms)
      const entry = entries.get(key) ?? { terms, to: new Map<string, readonly string[]>() }
      for (const [other, otherTerms] of meant) entry.to.set(other, otherTerms)
      entries.set(key, entry)
    }
  }
  const byFirst = new Map<string, Entry[]>()
  for (const entry of entries.values()) {
    const [first] = entry.terms
    if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), entry])
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.terms.length - a.terms.length)
  return byFirst
}

/** One term for each word: of an identifier the whole. */
const wholeTerms = (text: string, analyzer: Analyzer): string[] =>
  typedWords(text, analyzer).flatMap(({ terms }) => terms.slice(0, 1))

/** The longest rule for the words from `at` on. @throws TEXT_SYNONYMS_INVALID */
export function findSynonyms(
  words: readonly TypedWord[],
  at: number,
  { rules, analyzer }: { readonly rules: readonly string[]; readonly analyzer: Analyzer },
): FoundSynonyms | undefined {
  const entries = synonymsOf(rules, analyzer).get(words[at]?.terms[0] ?? '') ?? []
  const found = entries.find(({ terms }) => terms.every((term, i) => words[at + i]?.terms[0] === term))
  return found && { length: found.terms.length, alternatives: [...found.to.values()], words: [...found.to.keys()] }
}
