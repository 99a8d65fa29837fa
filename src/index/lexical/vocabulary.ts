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
  /** No more terms than together have so many documents. Default: any number. */
  readonly documentsMax?: number | undefined
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export function createVocabulary(sources: () => readonly PostingsSource[]): Vocabulary {
  const search = (
    { fields, limit, documentsMax = Infinity }: TermChoice,
    forEach: (terms: SortedTerms, visit: (index: number, edits: number) => void) => void,
  ): NearTerm[] => {
    const found = new Map<string, NearTerm>()
    for (const source of sources()) {
      const terms = source.sortedTerms()
      const here = mostFrequent(limit + SEGMENT_TERMS_MORE)
      const dfAt = source.dfIn(fields)
      forEach(terms, (index, edits) => {
        const df = dfAt(index)
        if (df > 0) here.push(index, df, edits)
      })
      // Decoding thousands would take longer than finding them.
      for (const { index, df, edits } of cutAt(here.all(), documentsMax)) {
        const term = decoder.decode(termBytes(terms, index))
        found.set(term, { term, edits, df: df + (found.get(term)?.df ?? 0) })
      }
    }
    const all = [...found.values()].sort((a, b) => b.df - a.df || (a.term < b.term ? -1 : 1))
    return cutAt(all, documentsMax).slice(0, limit)
  }
  return {
    startingWith: (prefix, choice) => {
      const bytes = encoder.encode(prefix)
      return search(choice, (terms, visit) => {
        const end = lowerBoundOfTerms(terms, behind(bytes))
        for (let i = lowerBoundOfTerms(terms, bytes); i < end; i++) visit(i, 0)
      })
    },
    endingWith: (suffix, choice) => {
      const bytes = encoder.encode(suffix)
      return search(choice, (terms, visit) => {
        for (let i = 0; i < terms.count; i++) if (endsWith(terms, i, bytes)) visit(i, 0)
      })
    },
    near: (word, choice) => search(choice, (terms, visit) => forEachNear(terms, { ...choice, word, visit })),
  }
}

interface FoundTerm {
  readonly index: number
  readonly df: number
  readonly edits: number
}

/** Keeps this many at least; all of them in order. */
function mostFrequent(count: number): {
  readonly push: (index: number, df: number, edits: number) => void
  readonly all: () => FoundTerm[]
} {
  let found: FoundTerm[] = []
  let dfMin = 0
  return {
    push: (index, df, edits) => {
      if (df < dfMin) return
      found.push({ index, df, edits })
      if (found.length < 2 * count) return
      found = found.sort((a, b) => b.df - a.df).slice(0, count)
      dfMin = found.at(-1)?.df ?? 0
    },
    all: () => found.sort((a, b) => b.df - a.df),
  }
}

/** A term that is rare in one segment may be frequent in all. */
const SEGMENT_TERMS_MORE = 64

/** The first terms until they have so many documents. */
function cutAt<Term extends { readonly df: number }>(terms: readonly Term[], documentsMax: number): readonly Term[] {
  let documents = 0
  const end = terms.findIndex(({ df }) => (documents += df) >= documentsMax)
  return end < 0 ? terms : terms.slice(0, end + 1)
}

/** What comes behind everything that begins so: no byte of UTF-8 is the highest. */
function behind(prefix: Uint8Array): Uint8Array {
  const next = prefix.slice()
  const last = next.length - 1
  if (last >= 0) next[last] = (next[last] ?? 0) + 1
  return next
}

function endsWith({ bytes, starts }: SortedTerms, index: number, suffix: Uint8Array): boolean {
  const end = starts[index + 1] ?? 0
  const from = end - suffix.length
  if (from <= (starts[index] ?? 0)) return false
  for (let i = suffix.length - 1; i >= 0; i--) if (bytes[from + i] !== suffix[i]) return false
  return true
}
