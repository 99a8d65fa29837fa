/** @file Vector search for held-out queries with a table of token vectors. */
import type { Matrix } from '../base/matrix.ts'
import type { HeldOut, HeldOutKind } from './held-out.ts'
import { unitVectors } from './unit-vectors.ts'
import { type Ranked, rankVectors } from './rank-vectors.ts'
import type { Tokens, TrainingText } from './training-text.ts'

/** What a query of the kind is compared with: a title must not find itself. */
export const searchedTokens: Readonly<Record<HeldOutKind, (text: TrainingText) => Tokens>> = {
  title: ({ sentences }) => sentences.flat(),
  sentence: ({ title, sentences }) => [...title, ...sentences.flat()],
  words: ({ title, sentences }) => [...title, ...sentences.flat()],
}

/** @returns one ranking for each query, at most k documents each */
export function searchDense(
  { documents, queries, isExcluded }: HeldOut,
  table: Matrix,
  { k }: { readonly k: number },
): Ranked[] {
  const ranked: Ranked[] = []
  const groups = [['title'], ['sentence', 'words']] as const
  for (const kinds of groups) {
    const numbers = queries.flatMap(({ kind }, i) => ((kinds as readonly string[]).includes(kind) ? [i] : []))
    if (numbers.length === 0) continue
    const found = rankVectors(
      matrixOf(
        numbers.map((i) => queries[i]?.tokens ?? []),
        table,
      ),
      matrixOf(documents.map(searchedTokens[kinds[0]]), table),
      { k, isExcluded: (query, document) => isExcluded(numbers[query] ?? 0, document) },
    )
    for (const [i, number] of numbers.entries()) ranked[number] = found[i] as Ranked
  }
  return ranked
}

const matrixOf = (texts: readonly Tokens[], table: Matrix): Matrix => ({
  data: unitVectors(texts, table),
  rows: texts.length,
  dim: table.dim,
})
