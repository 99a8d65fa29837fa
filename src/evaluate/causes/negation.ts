/** @file Does the query exclude something that the documents ranked above are about? Neither words nor vectors subtract. */
import type { Evidence, Finding, Word } from './cause.ts'
import { negators } from './negators-table.ts'
import { textsOf } from './wording.ts'

/** So many words to search for after "without" or "not" are what it excludes; a clause goes on, its object is near. */
const EXCLUDED_WORDS_MAX = 2
/** Documents ranked above that are looked into. */
const LOOKED_INTO_MAX = 3

export function findNegation({ text, words, wrong, language = '' }: Evidence): Finding | undefined {
  const negating = Object.hasOwn(negators, language) ? negators[language] : undefined
  if (negating === undefined) return undefined
  const written =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}][\p{L}\p{N}'_-]*/gu) ?? []
  for (const [at, negator] of written.entries()) {
    if (!negating.has(negator)) continue
    const excluded = wordsAfter(written.slice(at + 1), { words, negating })
    const found = wrong.slice(0, LOOKED_INTO_MAX).find(({ terms }) => excluded.some(({ term }) => terms.has(term)))
    const has = excluded.filter(({ term }) => found?.terms.has(term))
    if (found !== undefined)
      return {
        words: [negator, ...textsOf(has)],
        explanation: `The query excludes something ("${[negator, ...textsOf(has)].join(' ')}"), but "${found.id}", ranked ${found.rank}, is about just that: neither words nor vectors subtract.`,
      }
  }
  return undefined
}

/** The first words to search for, up to the next negation. */
function wordsAfter(
  written: readonly string[],
  { words, negating }: { readonly words: readonly Word[]; readonly negating: ReadonlySet<string> },
): Word[] {
  const end = written.findIndex((text) => negating.has(text))
  return (end < 0 ? written : written.slice(0, end))
    .flatMap((text) => words.find((word) => word.text === text) ?? [])
    .slice(0, EXCLUDED_WORDS_MAX)
}
