/** @file What a query's words ask of the lexical index: terms, and groups of terms where a word may stand for others. */
import type { LexicalIndex, TermAlternative, TermGroup } from '../../index/lexical/lexical-index.ts'
import { parseQuery, type QueryPart } from '../../text/query-language.ts'
import type { LexicalQuery, WordReading } from '../collection.ts'
import { apart, joined, related } from './compounds.ts'
import { correctTypos, isCorrectable } from './correct-typos.ts'
import { prefixGroup } from './prefixes.ts'
import { findSynonyms } from './synonyms.ts'
import { isKnown, type TypedWord, typedWords, type WordContext } from './word-context.ts'

export interface ReadWords {
  readonly terms: readonly string[]
  readonly groups: readonly TermGroup[]
  /** Of the words that are searched as something else or more than what they are, in the query's order. */
  readonly readings: readonly WordReading[]
}

/** Queries whose words are kept as they were read, for the stages of one search and for those who ask again. */
const KEPT_MAX = 1000
const kept = new WeakMap<LexicalIndex, { readonly epoch: number; readonly byQuery: Map<string, ReadWords> }>()

/** @throws TEXT_SYNONYMS_INVALID */
export function readWords(query: LexicalQuery, context: WordContext): ReadWords {
  const { index, analyzer, fields } = context
  const epoch = index.epoch()
  const known = kept.get(index)
  const ofIndex = known?.epoch === epoch ? known : { epoch, byQuery: new Map<string, ReadWords>() }
  if (ofIndex !== known) kept.set(index, ofIndex)
  const { query: text, syntax, typos, compounds, asYouType, synonyms = [] } = query
  // Without any of these, reading is as fast as looking up.
  const isPlain = syntax !== 'query' && asYouType !== true && !asksForGroups(query)
  if (isPlain) return { terms: analyzer.queryTerms(text), groups: [], readings: [] }
  const key = JSON.stringify([text, syntax, typos, compounds, asYouType, Object.keys(fields), rulesKey(synonyms)])
  const before = ofIndex.byQuery.get(key)
  if (before !== undefined) return before
  if (ofIndex.byQuery.size >= KEPT_MAX) ofIndex.byQuery.clear()
  const read = readAnew(query, context)
  ofIndex.byQuery.set(key, read)
  return read
}

let rulesKnown = 0
const rulesKeys = new WeakMap<readonly string[], number>()

/** The same for the same list: rules may be many. */
function rulesKey(rules: readonly string[]): number {
  if (rules.length === 0) return 0
  const key = rulesKeys.get(rules) ?? ++rulesKnown
  rulesKeys.set(rules, key)
  return key
}

function readAnew(query: LexicalQuery, context: WordContext): ReadWords {
  const { words, prefixes } = rankingParts(query, Object.keys(context.fields))
  const { analyzer } = context
  const completed = prefixes.map((part) => ({
    part,
    group: prefixGroup(part.text, context, { isBeingTyped: part.isBeingTyped === true }),
  }))
  // Of a beginning that nothing completes, a typo may be to blame.
  const stray = completed.filter(({ group }) => group === undefined).map(({ part }) => part)
  const typed = stray.reduce((text, { start, end }) => withPart(text, query.query.slice(start, end), start), words)
  const asked = asksForGroups(query) ? typedWords(typed, analyzer) : []
  const read =
    asked.length === 0
      ? { terms: analyzer.queryTerms(typed), groups: [], readings: [] }
      : readEach(asked, query, context)
  const groups = completed.flatMap(({ group }) => group ?? [])
  return {
    terms: read.terms,
    groups: [...read.groups, ...groups],
    readings: [
      ...read.readings,
      ...completed.flatMap(({ part, group }) =>
        group === undefined
          ? []
          : [
              {
                text: part.text,
                start: part.start,
                end: part.end,
                kind: 'prefix' as const,
                words: group.alternatives.map(formOf),
              },
            ],
      ),
    ].toSorted((a, b) => a.start - b.start),
  }
}

const asksForGroups = ({ typos, compounds, synonyms }: LexicalQuery): boolean =>
  typos === true || compounds === true || (synonyms?.length ?? 0) > 0

const formOf = ({ terms }: TermAlternative): string => terms.join(' ')
const withPart = (text: string, part: string, start: number): string =>
  text.slice(0, start) + part + text.slice(start + part.length)

interface Beginning extends QueryPart {
  readonly isBeingTyped?: boolean
}

function rankingParts(
  { query, syntax = 'plain', asYouType = false }: LexicalQuery,
  fields: readonly string[],
): { readonly words: string; readonly prefixes: readonly Beginning[] } {
  const { words, prefixes } = syntax === 'query' ? parseQuery(query, { fields }) : { words: query, prefixes: [] }
  const last = asYouType ? lastWord(words) : undefined
  // Behind white space or a sign the word is complete.
  if (last === undefined || last.end < query.length) return { words, prefixes }
  return {
    words: withPart(words, ' '.repeat(last.text.length), last.start),
    prefixes: [...prefixes, { ...last, isBeingTyped: true }],
  }
}

const WORD_CHARACTER = /[\p{L}\p{M}\p{N}_]/u
const IN_WORD = /[\p{L}\p{M}\p{N}_.'’-]/u

/** The word at the very end of the text. */
function lastWord(text: string): QueryPart | undefined {
  const end = text.length
  let start = end
  while (start > 0 && IN_WORD.test(text[start - 1] ?? '')) start--
  while (start < end && !WORD_CHARACTER.test(text[start] ?? '')) start++
  return start === end || !WORD_CHARACTER.test(text[end - 1] ?? '')
    ? undefined
    : { text: text.slice(start), start, end }
}

interface Step {
  /** Words that it takes. */
  readonly length: number
  readonly alternatives: readonly TermAlternative[]
  readonly kind: WordReading['kind']
  /** What is searched, too, as documents or rules write it. */
  readonly words: readonly string[]
  /** Whether what was typed counts as well. */
  readonly isBeside?: boolean
}

function readEach(words: readonly TypedWord[], query: LexicalQuery, context: WordContext): ReadWords {
  const terms: string[] = []
  const groups: TermGroup[] = []
  const readings: WordReading[] = []
  const unknown = { left: UNKNOWN_MAX }
  for (let at = 0; at < words.length;) {
    const step = stepAt(words, at, { query, context, unknown })
    const taken = words.slice(at, at + (step?.length ?? 1))
    at += taken.length
    if (step === undefined || step.isBeside === true) terms.push(...taken.flatMap((word) => word.terms))
    if (step === undefined) continue
    const start = taken[0]?.start ?? 0
    const end = taken.at(-1)?.end ?? start
    const text = query.query.slice(start, end)
    if (step.isBeside === true) terms.push(...step.alternatives.flatMap((one) => one.terms))
    else groups.push({ name: text, alternatives: step.alternatives })
    readings.push({ text, start, end, kind: step.kind, words: step.words })
  }
  return { terms, groups, readings }
}

/** Words of a query that are looked for elsewhere: a text with more is no query in this collection's language. */
const UNKNOWN_MAX = 16

interface StepOptions {
  /** Words that may still be looked for elsewhere. */
  readonly unknown: { left: number }
  readonly query: LexicalQuery
  readonly context: WordContext
}

function stepAt(words: readonly TypedWord[], at: number, { query, context, unknown }: StepOptions): Step | undefined {
  const word = words[at] as TypedWord
  const { synonyms = [], compounds = false, typos = false } = query
  const synonym = synonyms.length === 0 ? undefined : synonymStep(words, at, { rules: synonyms, context })
  if (synonym !== undefined) return synonym
  const next = words[at + 1]
  const together = compounds && next !== undefined ? joined(word, next, context) : undefined
  if (together !== undefined && next !== undefined) {
    // What was typed stays beside it: the word is rare, a union of two lists would be long.
    return { length: 2, kind: 'compound', alternatives: [together], words: [formOf(together)], isBeside: true }
  }
  if (word.terms.some((term) => isKnown(term, context))) return compounds ? relatedStep(word, context) : undefined
  if (unknown.left === 0) return undefined
  unknown.left--
  return unknownStep(word, { isApart: compounds, isCorrected: typos && isCorrectable(word), context })
}

function synonymStep(
  words: readonly TypedWord[],
  at: number,
  { rules, context }: { readonly rules: readonly string[]; readonly context: WordContext },
): Step | undefined {
  const found = findSynonyms(words, at, { rules, analyzer: context.analyzer })
  if (found === undefined) return undefined
  const typed = words.slice(at, at + found.length).flatMap(({ terms }) => terms)
  const whole = words.slice(at, at + found.length).map(({ terms }) => terms[0])
  const isTyped = (terms: readonly string[]): boolean => JSON.stringify(terms) === JSON.stringify(whole)
  return {
    length: found.length,
    kind: 'synonym',
    alternatives: found.alternatives.map((terms) =>
      isTyped(terms) ? { terms: typed, weight: 1, needsAll: false } : { terms, weight: 1, needsAll: true },
    ),
    words: found.words.filter((_, i) => !isTyped(found.alternatives[i] ?? [])),
  }
}

function relatedStep(word: TypedWord, context: WordContext): Step | undefined {
  const alternatives = related(word, context)
  if (alternatives.length === 0) return undefined
  const typed = { terms: word.terms, weight: 1, needsAll: false }
  return { length: 1, kind: 'compound', alternatives: [typed, ...alternatives], words: alternatives.map(formOf) }
}

/** A word that no document has: in its parts, or as what it was meant to be. */
function unknownStep(
  word: TypedWord,
  options: { readonly isApart: boolean; readonly isCorrected: boolean; readonly context: WordContext },
): Step | undefined {
  const { isApart, isCorrected, context } = options
  const parts = isApart ? apart(word, context) : undefined
  const corrections = isCorrected ? correctTypos(word, context) : []
  if (parts === undefined && corrections.length === 0) return undefined
  return {
    length: 1,
    kind: parts === undefined ? 'typo' : 'compound',
    alternatives: [
      ...(parts === undefined ? [] : [parts]),
      ...corrections.map(({ term, weight }) => ({ terms: [term], weight, needsAll: false })),
    ],
    words: [...(parts === undefined ? [] : [formOf(parts)]), ...corrections.map(({ form }) => form)],
  }
}
