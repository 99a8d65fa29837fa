/** @file What reading a query's words needs to know of a collection: its index, its analyzer, and the texts that words came from. */
import type { FieldValue } from '../../data/document.ts'
import type { LexicalIndex } from '../../index/lexical/lexical-index.ts'
import { type Analyzer, type AnalyzerSettings, createAnalyzer } from '../../text/analyzer.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import { textAt } from '../documents/document-content.ts'

export interface WordContext {
  readonly index: LexicalIndex
  readonly analyzer: Analyzer
  readonly rows: CollectionRows
  /** Searched fields with their weights, all positive. */
  readonly fields: Readonly<Record<string, number>>
}

/** One word of a query. */
export interface TypedWord {
  readonly text: string
  /** [start, end) in UTF-16 units of the query. */
  readonly start: number
  readonly end: number
  /** The whole word first, then the parts of an identifier. */
  readonly terms: readonly string[]
}

/** Whether a document has it: counting them all would take longer. */
export const isKnown = (term: string, { index, fields }: WordContext): boolean =>
  index.sample(term, { fields: Object.keys(fields), count: 1 }).length > 0

/** Words of a text with all their terms. */
export function typedWords(text: string, { tokens }: Pick<Analyzer, 'tokens'>): TypedWord[] {
  const words: { text: string; start: number; end: number; terms: string[]; position: number }[] = []
  for (const { term, start, end, position } of tokens(text)) {
    const last = words.at(-1)
    if (last?.position === position) last.terms.push(term)
    else words.push({ text: text.slice(start, end), start, end, terms: [term], position })
  }
  return words
}

const variants = new WeakMap<Analyzer, Map<string, Analyzer>>()

/** The analyzer with some settings changed, made once. */
export function variantOf(analyzer: Analyzer, changes: AnalyzerSettings): Analyzer {
  const known = variants.get(analyzer) ?? new Map<string, Analyzer>()
  variants.set(analyzer, known)
  const key = JSON.stringify(changes)
  const variant = known.get(key) ?? createAnalyzer({ ...analyzer.settings, ...changes })
  known.set(key, variant)
  return variant
}

/** Documents that are read to see how a term is written. */
const SAMPLED = 4
/** Of each of their fields. */
const CHARACTERS_READ = 20_000

/** Terms whose forms are kept, by index; which documents have a term changes with how many have it. */
const FORMS_MAX = 10_000
const keptForms = new WeakMap<LexicalIndex, Map<string, readonly string[]>>()

/** How a term is written in some documents that have it, in lower case, the most frequent form first: the index holds stems alone. */
export function writtenForms(term: string, context: WordContext): readonly string[] {
  const { index, fields } = context
  const kept = keptForms.get(index) ?? new Map<string, readonly string[]>()
  keptForms.set(index, kept)
  const key = JSON.stringify([term, index.documentFrequency(term, fields), Object.keys(fields)])
  const known = kept.get(key)
  if (known !== undefined) return known
  if (kept.size >= FORMS_MAX) kept.clear()
  const forms = readForms(term, context)
  kept.set(key, forms)
  return forms
}

function readForms(term: string, { index, analyzer, rows, fields }: WordContext): string[] {
  const names = Object.keys(fields)
  const counts = new Map<string, number>()
  for (const stored of rows.byOrdinals(index.sample(term, { fields: names, count: SAMPLED }))) {
    const values = JSON.parse(stored.fields) as Readonly<Record<string, FieldValue>>
    for (const name of names) {
      const text = textAt(values, name).slice(0, CHARACTERS_READ)
      for (const token of analyzer.tokens(text)) {
        if (token.term !== term) continue
        const form = text.slice(token.start, token.end).toLowerCase()
        counts.set(form, (counts.get(form) ?? 0) + 1)
      }
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([form]) => form)
}
