/** @file From what is known of a query and its documents to the evidence that causes look at. */
import type { Evidence, Knowledge, SeenDocument, Word, WrongDocument } from './cause.ts'

export interface Seen {
  readonly text: string
  readonly words: readonly Word[]
  readonly relevant: readonly SeenDocument[]
  readonly wrong: readonly WrongDocument[]
}

export function readEvidence({ text, words, relevant, wrong }: Seen, knowledge: Knowledge): Evidence {
  const distinct = [...new Map(words.toReversed().map((word) => [word.term, word])).values()].toReversed()
  const relevantTerms = new Set(relevant.flatMap(({ terms }) => [...terms]))
  return {
    ...knowledge,
    text,
    words: distinct,
    relevant,
    wrong,
    relevantTerms,
    shared: distinct.filter(({ term }) => relevantTerms.has(term)),
    sharedWithOne: relevant
      .map(({ terms }) => distinct.filter(({ term }) => terms.has(term)))
      .reduce((most, shared) => (shared.length > most.length ? shared : most), []),
  }
}

export const seenDocument = (id: string, words: readonly Word[]): SeenDocument => ({
  id,
  words,
  terms: new Set(words.map(({ term }) => term)),
})

/** Jaccard's coefficient: the share of what either has that both have. */
export function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const term of a) if (b.has(term)) common++
  const all = a.size + b.size - common
  return all === 0 ? 0 : common / all
}
