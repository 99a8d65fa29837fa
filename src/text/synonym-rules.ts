/**
 * @file Synonyms as Solr and Elasticsearch write them: "tv, television" are words for the same, "usa => united states" is read as what the arrow
 * points to. A "#" begins a comment; a backslash makes a comma or an arrow part of a word.
 */
import { synonymsInvalid } from './errors.ts'

export interface SynonymRule {
  /** What a query says: words, or several words. */
  readonly from: readonly string[]
  /** What it may mean: of words for the same, all of them. */
  readonly to: readonly string[]
}

const ARROW = '=>'

/** @throws TEXT_SYNONYMS_INVALID with the line */
export function parseSynonyms(lines: readonly string[]): SynonymRule[] {
  return lines.flatMap((line, index) => {
    const text = line.trim()
    if (text === '' || text.startsWith('#')) return []
    const sides = cutAt(text, ARROW).map(wordsOf)
    const [from = [], to = from, ...others] = sides
    if (others.length > 0) throw synonymsInvalid({ line: index + 1, text, problem: 'it has more than one "=>"' })
    if (from.length === 0 || to.length === 0)
      throw synonymsInvalid({ line: index + 1, text, problem: 'one of its sides has no word' })
    if (sides.length === 1 && from.length === 1)
      throw synonymsInvalid({ line: index + 1, text, problem: 'it has a single word and no "=>"' })
    return [{ from, to }]
  })
}

const wordsOf = (side: string): string[] =>
  cutAt(side, ',')
    .map((word) => word.replaceAll(/\\(.)/gu, '$1').trim())
    .filter((word) => /[\p{L}\p{N}]/u.test(word))

/** At separators without a backslash before them. */
function cutAt(text: string, separator: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text.startsWith(separator, at)) {
      parts.push(text.slice(start, at))
      start = at + separator.length
      at = start - 1
    }
  }
  return [...parts, text.slice(start)]
}
