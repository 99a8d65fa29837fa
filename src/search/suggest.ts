/** @file What somebody is typing, completed: titles of documents, and queries of others. */
import { checkOptions, type OptionNames } from '../base/check-options.ts'
import type { Collection, CollectionView } from '../store/collection.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { fieldUnknown } from './errors.ts'

export interface SuggestOptions {
  /** Completions to return, at most. Default: 10. */
  readonly limit?: number | undefined
  /** Whose values complete. Default: title or name where it is searched, else the first searched field. */
  readonly field?: string | undefined
  /** Queries that people made, as often as they made them. Default: none. */
  readonly queries?: readonly string[] | undefined
}

const optionNames: OptionNames<SuggestOptions> = { limit: true, field: true, queries: true }

export interface Suggestion {
  readonly text: string
  readonly source: 'query' | 'title'
  /** Of the document with this title. */
  readonly id?: string
}

const LIMIT_DEFAULT = 10
/** Several documents may have the same title. */
const CANDIDATES_FACTOR = 5
/** Longer values are texts, and nobody completes to them. */
const CHARACTERS_MAX = 200

/**
 * Queries first, then titles; of both, those that begin as typed before those that have the words somewhere. Words before the last are whole.
 *
 * @throws BASE_OPTION_UNKNOWN, SEARCH_FIELD_UNKNOWN
 */
export async function suggest(
  collection: Collection,
  typed: string,
  options: SuggestOptions = {},
): Promise<Suggestion[]> {
  checkOptions('suggest', options, optionNames)
  const { limit = LIMIT_DEFAULT, queries = [] } = options
  const field = fieldOf(collection, options.field)
  if (normal(typed).trim() === '' || limit === 0) return []
  const titles = await collection.read((view) => titlesWith(view, typed, { field, limit }))
  const known = new Map<string, Suggestion>()
  for (const one of [...queriesWith(typed, queries, limit), ...ordered(titles, typed)])
    if (!known.has(normal(one.text))) known.set(normal(one.text), one)
  return [...known.values()].slice(0, limit)
}

const normal = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trimStart()

function fieldOf({ settings: { lexicalFields } }: Collection, field: string | undefined): string {
  const known = Object.keys(lexicalFields)
  if (field !== undefined && !known.includes(field)) throw fieldUnknown({ field, known })
  return field ?? ['title', 'name'].find((one) => known.includes(one)) ?? known[0] ?? 'title'
}

async function titlesWith(
  view: CollectionView,
  typed: string,
  { field, limit }: { readonly field: string; readonly limit: number },
): Promise<Suggestion[]> {
  const k = limit * CANDIDATES_FACTOR
  const query = { kind: 'lexical', query: typed, fields: { [field]: 1 }, asYouType: true, typos: true } as const
  const found = await view.retrieve({ ...query, k })
  const documents = await view.fetch(found.map(({ key }) => key))
  return documents.flatMap((document) => {
    const text = document?.fields[field]
    return document === undefined || typeof text !== 'string' || text.length > CHARACTERS_MAX
      ? []
      : [{ text, source: 'title' as const, id: document.id }]
  })
}

/** Those that begin as typed, then those with all of its words; others, which have a typo corrected, only where there is none of these. */
function ordered(titles: readonly Suggestion[], typed: string): Suggestion[] {
  const start = normal(typed)
  const place = ({ text }: Suggestion): number => (normal(text).startsWith(start) ? 0 : holdsWords(text, start) ? 1 : 2)
  const least = Math.min(...titles.map(place))
  return titles.filter((title) => place(title) < 2 || least === 2).toSorted((a, b) => place(a) - place(b))
}

const splitter = createAnalyzer({ language: 'none', stopWords: false, stem: false })

function holdsWords(text: string, typed: string): boolean {
  const words = splitter.terms(text)
  const wanted = splitter.terms(typed)
  const isOpen = !/\s$/u.test(typed)
  return wanted.every((word, i) =>
    words.some((one) => (isOpen && i === wanted.length - 1 ? one.startsWith(word) : one === word)),
  )
}

/** The most frequent first. */
function queriesWith(typed: string, queries: readonly string[], limit: number): Suggestion[] {
  const start = normal(typed)
  const counts = new Map<string, { readonly text: string; count: number }>()
  for (const text of queries) {
    const entry = counts.get(normal(text)) ?? { text: text.trim(), count: 0 }
    entry.count++
    counts.set(normal(text), entry)
  }
  const found = [...counts].filter(([query]) => query.startsWith(start) || holdsWords(query, start))
  const begins = (query: string): number => (query.startsWith(start) ? 0 : 1)
  return found
    .sort(
      ([a, { count: countA }], [b, { count: countB }]) => begins(a) - begins(b) || countB - countA || (a < b ? -1 : 1),
    )
    .slice(0, limit)
    .map(([, { text }]) => ({ text, source: 'query' }))
}
