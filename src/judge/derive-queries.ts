/** @file Queries for a collection that has none: a sample of a log, or else titles, headings and rare phrases of the documents. */
import { createRandom, shuffle } from '../base/random.ts'
import type { Document, Query } from '../data/document.ts'
import type { Analyzer } from '../text/analyzer.ts'
import { titleFieldOf } from './work-list.ts'

/** Where a query comes from. Only `log` is what people ask; the others are easier for words than real queries are. */
export type QuerySource = 'log' | 'title' | 'heading' | 'rare phrase'

export interface DerivedQuery {
  readonly id: string
  readonly text: string
  readonly source: QuerySource
  /** The document that it was taken from. */
  readonly docId?: string
}

const normalized = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase()

/**
 * Half of the sample are the most frequent queries, which most people ask; the other half is drawn from all others, since most queries are rare.
 * Queries that differ in case and white space only are one.
 */
export function sampleLog(
  log: readonly Query[],
  { count, seed }: { readonly count: number; readonly seed: number },
): DerivedQuery[] {
  const byText = new Map<string, { readonly query: Query; times: number }>()
  for (const query of log) {
    const key = normalized(query.text)
    const found = byText.get(key)
    if (key !== '' && found === undefined) byText.set(key, { query, times: 1 })
    if (found !== undefined) found.times++
  }
  const ranked = [...byText.values()].sort((a, b) => b.times - a.times)
  const head = ranked.slice(0, Math.ceil(count / 2))
  const tail = shuffle(ranked.slice(head.length), createRandom(seed)).slice(0, count - head.length)
  return [...head, ...tail].map(({ query }) => ({ id: query.id, text: query.text.trim(), source: 'log' }))
}

export interface DeriveOptions {
  readonly analyzer: Analyzer
  /** Fields with text that is searched. */
  readonly fields: readonly string[]
  readonly count: number
  readonly seed: number
}

/** So many documents are looked at for phrases and headings for each query wanted. */
const SAMPLE_FACTOR = 4

/**
 * Titles, headings and rare phrases of documents drawn at random, in turn, until there are enough. No text twice.
 *
 * @param documents read twice
 */
export async function deriveQueries(
  documents: () => AsyncIterable<Document>,
  { analyzer, fields, count, seed }: DeriveOptions,
): Promise<DerivedQuery[]> {
  const sample: Document[] = []
  const frequencies = new Map<string, number>()
  const random = createRandom(seed)
  let seen = 0
  for await (const document of documents()) {
    for (const term of new Set(textsOf(document, fields).flatMap((text) => analyzer.terms(text))))
      frequencies.set(term, (frequencies.get(term) ?? 0) + 1)
    // Reservoir sampling (Vitter's R): every document is as likely.
    const place = seen < SAMPLE_FACTOR * count ? seen : random.below(seen + 1)
    if (place < SAMPLE_FACTOR * count) sample[place] = document
    seen++
  }
  return takeInTurn(shuffle(sample, random), { analyzer, fields, count, frequencies })
}

type Candidate = Omit<DerivedQuery, 'id'>

function takeInTurn(
  sample: readonly Document[],
  {
    analyzer,
    fields,
    count,
    frequencies,
  }: Omit<DeriveOptions, 'seed'> & { readonly frequencies: ReadonlyMap<string, number> },
): DerivedQuery[] {
  const titleField = titleFieldOf(fields)
  const bodies = fields.filter((field) => field !== titleField)
  const sources: Readonly<Record<Exclude<QuerySource, 'log'>, (document: Document) => string[]>> = {
    title: (document) => (titleField === undefined ? [] : textsOf(document, [titleField])),
    heading: (document) => textsOf(document, bodies).flatMap(headingsOf),
    'rare phrase': (document) =>
      textsOf(document, bodies).flatMap((text) => rarePhraseOf(text, { analyzer, frequencies })),
  }
  const queues = Object.entries(sources).map(([source, textsFrom]) =>
    sample.flatMap((document): Candidate[] => {
      const [text] = textsFrom(document)
      return text === undefined ? [] : [{ text, source: source as QuerySource, docId: document.id }]
    }),
  )
  const taken = new Map<string, DerivedQuery>()
  for (let turn = 0; taken.size < count && queues.some((queue) => turn < queue.length); turn++)
    for (const queue of queues) {
      const candidate = queue[turn]
      if (candidate === undefined || taken.size === count) continue
      const key = normalized(candidate.text)
      if (key !== '' && !taken.has(key)) taken.set(key, { id: `made-${taken.size + 1}`, ...candidate })
    }
  return [...taken.values()]
}

const textsOf = ({ fields }: Document, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const value = fields[name]
    return typeof value === 'string' && value.trim() !== '' ? [value.trim()] : []
  })

const HEADING_WORDS_MAX = 10

/** Short lines between longer ones, that end like no sentence; with the marks of Markdown or without. */
const headingsOf = (text: string): string[] =>
  text.split('\n').flatMap((line, index, lines) => {
    const bare = line.replace(/^#{1,6}\s+/, '').trim()
    const words = bare.split(/\s+/).length
    const isShort = words >= 2 && words <= HEADING_WORDS_MAX && /^\p{L}/u.test(bare) && !/[.,;:!?]$/.test(bare)
    const next = lines.slice(index + 1).find((other) => other.trim() !== '')
    return isShort && next !== undefined && next.trim().split(/\s+/).length > words ? [bare] : []
  })

/** Units and codes are rare, and nobody asks for two of them. */
const ABBREVIATION = /^[\p{Script=Latin}\d]{1,2}$/u

/** The two neighbouring words that are rarest together, of those that at least two documents have; a word of one document may be a misspelling. */
function rarePhraseOf(
  text: string,
  { analyzer, frequencies }: { readonly analyzer: Analyzer; readonly frequencies: ReadonlyMap<string, number> },
): string[] {
  const tokens = analyzer.tokens(text)
  let best: { readonly phrase: string; readonly documents: number } | undefined
  for (let i = 1; i < tokens.length; i++) {
    const [a, b] = [tokens[i - 1], tokens[i]]
    if (a === undefined || b === undefined || b.position !== a.position + 1) continue
    const [least, most] = [a, b].map(({ term }) => frequencies.get(term) ?? 0).sort((x, y) => x - y) as [number, number]
    const phrase = text.slice(a.start, b.end)
    if (
      least < 2 ||
      a.term === b.term ||
      [a, b].some(({ term }) => ABBREVIATION.test(term)) ||
      /[\n.,;:!?()]/.test(phrase)
    )
      continue
    if (best === undefined || least * most < best.documents) best = { phrase, documents: least * most }
  }
  return best === undefined ? [] : [best.phrase]
}
