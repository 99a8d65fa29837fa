/** @file Keyword search for held-out queries: BM25 over title and body. */
import { createLexicalIndex } from '../index/lexical/create-lexical-index.ts'
import { defaultScoring } from '../index/lexical/scoring.ts'
import type { Analyzer } from '../text/analyzer.ts'
import type { HeldOut, HeldOutKind } from './held-out.ts'
import type { Ranked } from './rank-vectors.ts'

const FIELDS: Readonly<Record<HeldOutKind, Readonly<Record<string, number>>>> = {
  title: { body: 1 },
  sentence: { title: 1, body: 1 },
  words: { title: 1, body: 1 },
}
/** Near-duplicates are left out afterwards. */
const MORE = 20

/** @returns one ranking for each query, at most k documents each */
export function searchWords(
  { documents, queries, isExcluded }: HeldOut,
  analyzer: Analyzer,
  { k }: { readonly k: number },
): Ranked[] {
  const index = createLexicalIndex()
  index.add(
    documents.map(({ titleText, sentenceTexts }, i) => ({
      ordinal: i + 1,
      fields: { title: analyzer.terms(titleText), body: analyzer.terms(sentenceTexts.join(' ')) },
    })),
  )
  return queries.map(({ kind, text }, query) => {
    const found = index.search({
      terms: analyzer.terms(text),
      fields: FIELDS[kind],
      scoring: defaultScoring,
      k: k + MORE,
    })
    const kept = Array.from(found.ordinals, (ordinal, place) => ({
      document: ordinal - 1,
      score: found.scores[place] ?? 0,
    }))
      .filter(({ document }) => !isExcluded(query, document))
      .slice(0, k)
    return { documents: kept.map(({ document }) => document), scores: kept.map(({ score }) => score) }
  })
}
