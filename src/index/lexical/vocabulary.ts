/** @file Questions to the sorted terms of all segments: which begin or end with something, which are nearly a word. */
import { lowerBoundOfTerms, termBytes } from './term-dictionary.ts'
import type { PostingsSource, SortedTerms } from './postings.ts'
import { forEachNear } from './near-terms.ts'

export interface KnownTerm {
  readonly term: string
  /** Documents with it in any of the fields, counted once for each field: an upper bound that costs no look into postings. */
  readonly df: number
}

export interface NearTerm extends KnownTerm {
  readonly edits: number
}

/** What an index knows of its terms; changes with every document. */
export interface Vocabulary {
  /** Those that begin so, the most frequent first. */
  readonly startingWith: (prefix: string, options: TermChoice) => KnownTerm[]
  readonly endingWith: (suffix: string, options: TermChoice) => KnownTerm[]
  /**
   * Those within this many edits (insert, delete, replace, swap two neighbours), the most frequent first.
   *
   * @param options.ending letters at the word's end that a term may lack for nothing. Default: 0
   */
  readonly near: (
    word: string,
    options: TermChoice & { readonly editsMax: number; readonly ending?: number },
  ) => NearTerm[]
}

export interface TermChoice {
  readonly fields: readonly string[]
  /** Terms to return, at most. */
  readonly limit: number
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export function createVocabulary(sources: () => readonly PostingsSource[]): Vocabulary {
  const search = (
    { fields, limit }: TermChoice,
    forEach: (terms: SortedTerms, visit: (index: number, edits: number) => void) => void,
  ): NearTerm[] => {
    const found = new Map<string, NearTerm>()
    for (const source of sources()) {
      const terms = source.sortedTerms()
      const here: { readonly index: number; readonly df: number; readonly edits: number }[] = []
      forEach(terms, (index, edits) => {
        const df = fields.reduce((sum, field) => sum + source.dfAt(index, field), 0)
        if (df > 0) here.push({ index, df, edits })
      })
      // Of each segment's most frequent ones alone: decoding thousands would take longer than finding them.
      for (const { index, df, edits } of here.sort((a, b) => b.df - a.df).slice(0, SEGMENT_FACTOR * limit)) {
        const term = decoder.decode(termBytes(terms, index))
        found.set(term, { term, edits, df: df + (found.get(term)?.df ?? 0) })
      }
    }
    return [...found.values()].sort((a, b) => b.df - a.df || (a.term < b.term ? -1 : 1)).slice(0, limit)
  }
  return {
    startingWith: (prefix, choice) => {
      const bytes = encoder.encode(prefix)
      return search(choice, (terms, visit) => {
        for (let i = lowerBoundOfTerms(terms, bytes); i < terms.count && beginsWith(terms, i, bytes); i++) visit(i, 0)
      })
    },
    endingWith: (suffix, choice) => {
      const bytes = encoder.encode(suffix)
      return search(choice, (terms, visit) => {
        for (let i = 0; i < terms.count; i++) if (endsWith(terms, i, bytes)) visit(i, 0)
      })
    },
    near: (word, choice) =>
      search(choice, (terms, visit) => forEachNear(terms, { ...choice, word, visit })),
  }
}

/** A term that is rare in one segment may be frequent in all. */
const SEGMENT_FACTOR = 4

function beginsWith({ bytes, starts }: SortedTerms, index: number, prefix: Uint8Array): boolean {
  const start = starts[index] ?? 0
  if ((starts[index + 1] ?? 0) - start < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false
  return true
}

function endsWith({ bytes, starts }: SortedTerms, index: number, suffix: Uint8Array): boolean {
  const end = starts[index + 1] ?? 0
  const from = end - suffix.length
  if (from <= (starts[index] ?? 0)) return false
  for (let i = suffix.length - 1; i >= 0; i--) if (bytes[from + i] !== suffix[i]) return false
  return true
}
