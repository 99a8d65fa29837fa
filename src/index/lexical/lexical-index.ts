/** @file Which documents contain the query's words, best first: the interface of a lexical index. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { RankedOrdinals } from '../ranked.ts'
import type { SegmentedIndex } from '../segment.ts'
import type { LexicalScoring } from './scoring.ts'
import type { Vocabulary } from './vocabulary.ts'

export type { NearTerm, TermChoice, Vocabulary } from './vocabulary.ts'

export interface LexicalQuery {
  /** Analysed as the documents were. A repeated term counts each time. */
  readonly terms: readonly string[]
  /** Words that may be there in several forms, beside the terms. */
  readonly groups?: readonly TermGroup[]
  /** Weight of each field to search, ≥ 0; a field of weight 0 is not searched. */
  readonly fields: Readonly<Record<string, number>>
  readonly scoring: LexicalScoring
  /** How many documents to return at most. */
  readonly k: number
  /** Only these ordinals may be returned; statistics stay those of the whole index. */
  readonly filter?: Bitmap
}

/** One word of a query with all that may stand for it: a document scores the best of the alternatives, as if that had been typed. */
export interface TermGroup {
  /** As explanations call it. */
  readonly name: string
  /** Of many forms of a word, the most frequent among the first few. */
  readonly alternatives: readonly TermAlternative[]
}

export interface TermAlternative {
  /** Analysed. */
  readonly terms: readonly string[]
  /** Of what it would count if it had been typed, > 0. */
  readonly weight: number
  /** Whether a document has to have all of the terms. */
  readonly needsAll: boolean
}

export interface LexicalDocument {
  /** A whole number from 1 to 2^32 - 2, higher than every ordinal before it. */
  readonly ordinal: number
  /** Analysed terms of each field, in order. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** What counts as the length of a field, where that is not the number of its terms. */
  readonly lengths?: Readonly<Record<string, number>>
}

/** One field's share in one term's score. */
export interface LexicalFieldExplanation {
  readonly field: string
  readonly weight: number
  /** Occurrences of the term in this field of the document. */
  readonly tf: number
  /** Terms in this field of the document, or what the document said its length is. */
  readonly length: number
  /** Mean length of the field over all documents. */
  readonly averageLength: number
}

/** score = weight × part. */
export interface LexicalTermExplanation {
  /** Of a group, the terms of the alternative that counted, joined by a space. */
  readonly term: string
  /** The group's name, where the term stands for another. */
  readonly group?: string
  /** How often the query has the term. */
  readonly occurrences: number
  /** n: documents with the term in any searched field. */
  readonly df: number
  readonly idf: number
  /** idf × occurrences; for TF-IDF the squared idf over the query's norm. */
  readonly weight: number
  /** Sum over fields of weight × tf. */
  readonly tf: number
  /** What the formula makes of tf and length. */
  readonly part: number
  readonly score: number
  readonly fields: readonly LexicalFieldExplanation[]
}

/** Where a document's score comes from: the sum of its terms' scores, rounded to float32. */
export interface LexicalExplanation {
  readonly score: number
  readonly scoring: LexicalScoring
  /** The formula, to be shown. */
  readonly formula: string
  /** N: documents in the index, dead ones included, as in df and mean lengths. */
  readonly documents: number
  /** How many of them have been replaced or deleted and are not merged away yet. */
  readonly deleted: number
  /** Sum over fields of weight × length. */
  readonly length: number
  /** Its mean over all documents. */
  readonly averageLength: number
  /** In query order, without terms that no document has. */
  readonly terms: readonly LexicalTermExplanation[]
}

/**
 * An inverted index. Statistics (N, df, mean lengths) are those of all segments together, so a score never depends on how documents are
 * cut into segments; deleted documents count in them until merged away, as in Lucene.
 */
export interface LexicalIndex extends SegmentedIndex {
  /** Found by the next search. @throws LEXICAL_ORDINAL_OUT_OF_ORDER; documents before the offending one stay added */
  readonly add: (documents: Iterable<LexicalDocument>) => void
  /**
   * Best first, ties by ascending ordinal. Only documents that contain a query term of positive weight are returned, also under BM25L
   * and BM25+, which give every other document the same constant.
   *
   * @throws LEXICAL_INVALID_SCORING, LEXICAL_INVALID_FIELD_WEIGHT
   */
  readonly search: (query: LexicalQuery) => RankedOrdinals
  /** @returns undefined where the index has no such document; `k` and `filter` play no part */
  readonly explain: (query: LexicalQuery, ordinal: number) => LexicalExplanation | undefined
  readonly vocabulary: Vocabulary
  /** Changes with every change of terms and statistics; never the same again. */
  readonly epoch: () => number
  /** Documents with a term in any of the fields, counted exactly, deleted ones included. */
  readonly documentFrequency: (term: string, fields: Readonly<Record<string, number>>) => number
  /** Some documents with the term in any of the fields, deleted ones included. */
  readonly sample: (term: string, options: { readonly fields: readonly string[]; readonly count: number }) => number[]
  /** The highest that was ever added and is not merged away; 0 where there is none. */
  readonly lastOrdinal: () => number
  /** The ordinals of documents with any of the terms in a field, deleted ones included. */
  readonly documentsWith: (terms: Iterable<string>, field: string) => Bitmap
}
