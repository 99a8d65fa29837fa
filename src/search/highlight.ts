/** @file Which passages of a document hold words of the query. */
import type { FieldValue } from '../data/document.ts'
import { type Analyzer, createAnalyzer, type Token } from '../text/analyzer.ts'
import { wholeCharacterPlace } from '../text/chunk/chunk.ts'

export interface Highlight {
  readonly field: string
  /** A passage of the field's text, at most about 240 characters. */
  readonly passage: string
  /** Where matching words are: [start, end) in UTF-16 units of `passage`, ascending, not overlapping. */
  readonly marks: readonly (readonly [start: number, end: number])[]
}

/** About two lines of a terminal: enough to see the words in their sentence. */
const PASSAGE_CHARACTERS = 240

/**
 * The passage with the most different query words for each field that has any, most words first.
 *
 * @returns one highlight for each matching field; fields without a match are absent
 */
export function highlightFields(
  fields: Readonly<Record<string, FieldValue>>,
  query: string,
  collectionAnalyzer: Analyzer,
): Highlight[] {
  const analyzer = analyzerFor(query, collectionAnalyzer)
  const wanted = new Set(analyzer.terms(query))
  const found = Object.entries(fields).flatMap(([field, value]) =>
    typeof value === 'string'
      ? (bestPassage(field, { text: value, tokens: analyzer.tokens(value), wanted }) ?? [])
      : [],
  )
  return found.sort((a, b) => b.terms - a.terms).map(({ highlight }) => highlight)
}

/** A query of only stop words is searched for as ordinary words. */
function analyzerFor(query: string, analyzer: Analyzer): Analyzer {
  const isOfStopWords = analyzer.settings.stopWords && analyzer.terms(query).length === 0
  return isOfStopWords ? createAnalyzer({ ...analyzer.settings, stopWords: false, stem: false }) : analyzer
}

function bestPassage(
  field: string,
  {
    text,
    tokens,
    wanted,
  }: { readonly text: string; readonly tokens: readonly Token[]; readonly wanted: ReadonlySet<string> },
): { readonly terms: number; readonly highlight: Highlight } | undefined {
  const matches = tokens.filter(({ term }) => wanted.has(term))
  const first = matches[0]
  if (first === undefined) return undefined
  let best = { start: first, terms: 0 }
  for (const [index, start] of matches.entries()) {
    const terms = new Set<string>()
    for (let i = index; i < matches.length && (matches[i] as Token).end <= start.start + PASSAGE_CHARACTERS; i++)
      terms.add((matches[i] as Token).term)
    if (terms.size > best.terms) best = { start, terms: terms.size }
  }
  const [from, to] = passageAround(text, best.start.start)
  const inside = matches.filter(({ start, end }) => start >= from && end <= to)
  return {
    terms: best.terms,
    highlight: {
      field,
      passage: text.slice(from, to),
      marks: mergeSpans(inside).map(([start, end]) => [start - from, end - from]),
    },
  }
}

/** A little before the first match, cut at white space so that no word is torn. */
function passageAround(text: string, match: number): [number, number] {
  const lead = Math.max(0, match - Math.floor(PASSAGE_CHARACTERS / 6))
  const from = lead === 0 ? 0 : Math.min(match, nextSpace(text, lead) + 1)
  const end = Math.min(text.length, from + PASSAGE_CHARACTERS)
  const lastSpace = text.lastIndexOf(' ', end)
  return [from, end === text.length || lastSpace <= match ? wholeCharacterPlace(text, end) : lastSpace]
}

function nextSpace(text: string, from: number): number {
  const at = text.indexOf(' ', from)
  return at < 0 ? text.length : at
}

/** An identifier and its parts are tokens over the same span: one mark. */
function mergeSpans(tokens: readonly Token[]): [number, number][] {
  const spans: [number, number][] = []
  for (const { start, end } of tokens.toSorted((a, b) => a.start - b.start)) {
    const last = spans.at(-1)
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end)
    else spans.push([start, end])
  }
  return spans
}
