/**
 * @file Which documents meet the conditions of a typed query: words, beginnings of words and phrases that they must have, or must not.
 *
 * A single word is looked up in the index. Where the order of words or an ending counts, which the index does not know, the index gives the documents
 * that come into question, and those that a search comes to are read: that costs no byte of the index, and a read for each candidate.
 */
import { Bitmap } from '../../base/bitmap.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { WordCondition } from '../collection.ts'
import { createPhrase, holdsPhrase, type Phrase, firstOfEach } from './phrases.ts'
import { beginningOf, completions } from './prefixes.ts'
import { variantOf, type WordContext } from './word-context.ts'

export interface AllowedByWords {
  /** Documents that come into question; undefined: all. */
  readonly candidates: Bitmap | undefined
  /** Which of these do meet the conditions; undefined: all. */
  readonly confirm: ((ordinals: readonly number[]) => ReadonlySet<number>) | undefined
}

interface Lookup {
  readonly condition: WordCondition
  /** Documents that have all of its words in one field; undefined where the index cannot tell. */
  readonly found: Bitmap | undefined
  /** To be looked for in the text of these documents; undefined where having the words is enough. */
  readonly phrase: Phrase | undefined
}

export interface ConditionOptions {
  readonly contextOf: (fields: readonly string[]) => WordContext
  readonly rows: CollectionRows
}

export function allowedByWords(conditions: readonly WordCondition[], options: ConditionOptions): AllowedByWords {
  const lookups = conditions.flatMap((condition) => lookUp(condition, options.contextOf(condition.fields)) ?? [])
  let candidates: Bitmap | undefined
  for (const { condition, found, phrase } of lookups) {
    if (found === undefined || (condition.isExcluded && phrase !== undefined)) continue
    const before: Bitmap = candidates ?? everyDocument(options.contextOf([]))
    candidates = condition.isExcluded ? before.andNot(found) : before.and(found)
  }
  const unsure = lookups.filter(({ phrase }) => phrase !== undefined)
  const known = knownFor(conditions, options.rows)
  return {
    candidates,
    confirm: unsure.length === 0 ? undefined : (ordinals) => confirm(ordinals, { unsure, known, rows: options.rows }),
  }
}

/** @returns undefined for what has no word in it */
function lookUp(condition: WordCondition, context: WordContext): Lookup | undefined {
  const { text, fields, isPrefix } = condition
  const { analyzer } = context
  const all = firstOfEach(variantOf(analyzer, { stopWords: false }).tokens(text))
  if (all.length === 0) return undefined
  const beginning = isPrefix ? beginningOf(text, analyzer) : undefined
  const whole = beginning === undefined ? all : all.slice(0, -1)
  const indexed = new Set(analyzer.tokens(text).map(({ start }) => start))
  const required = whole.filter(({ start }) => indexed.has(start)).map(({ term }) => [term])
  if (beginning !== undefined) required.push(completions(beginning, context, { limit: Infinity }))
  const isSure = beginning === undefined && all.length === 1 && required.length === 1
  return {
    condition,
    found: required.length === 0 ? undefined : withAll(required, fields, context),
    phrase: isSure ? undefined : createPhrase(all, { analyzer, prefix: beginning?.prefix }),
  }
}

/** Documents that have, in one of the fields, a term of each list. */
function withAll(required: readonly (readonly string[])[], fields: readonly string[], { index }: WordContext): Bitmap {
  let found = new Bitmap()
  for (const field of fields) {
    const [first = new Bitmap(), ...others] = required.map((terms) => index.documentsWith(terms, field))
    found = found.or(others.reduce((both, one) => both.and(one), first))
  }
  return found
}

function everyDocument({ index }: WordContext): Bitmap {
  const all = new Bitmap(index.lastOrdinal() + 1)
  all.words.fill(0xffffffff)
  return all
}

/** A document never changes under its ordinal: what one stage of a search has read holds for the next. */
const knownByRows = new WeakMap<CollectionRows, WeakMap<readonly WordCondition[], Map<number, boolean>>>()

function knownFor(conditions: readonly WordCondition[], rows: CollectionRows): Map<number, boolean> {
  const ofRows = knownByRows.get(rows) ?? new WeakMap<readonly WordCondition[], Map<number, boolean>>()
  knownByRows.set(rows, ofRows)
  const known = ofRows.get(conditions) ?? new Map<number, boolean>()
  ofRows.set(conditions, known)
  return known
}

interface ConfirmOptions {
  readonly unsure: readonly Lookup[]
  readonly known: Map<number, boolean>
  readonly rows: CollectionRows
}

function confirm(ordinals: readonly number[], { unsure, known, rows }: ConfirmOptions): ReadonlySet<number> {
  const isRead = (ordinal: number): boolean => unsure.some(({ found }) => found?.has(ordinal) !== false)
  const asked = ordinals.filter((ordinal) => !known.has(ordinal))
  for (const ordinal of asked)
    known.set(
      ordinal,
      unsure.every(({ condition }) => condition.isExcluded),
    )
  for (const { ordinal, fields } of rows.byOrdinals(asked.filter(isRead))) {
    const values = JSON.parse(fields) as Parameters<typeof holdsPhrase>[0]
    const isMet = ({ condition, found, phrase }: Lookup): boolean => {
      const isHere = found?.has(ordinal) !== false && phrase !== undefined
      return (isHere && holdsPhrase(values, condition.fields, phrase)) !== condition.isExcluded
    }
    known.set(ordinal, unsure.every(isMet))
  }
  return new Set(ordinals.filter((ordinal) => known.get(ordinal) === true))
}
