/**
 * @file How much a word counts: the published variants of BM25, and TF-IDF, as one table of pure functions.
 *
 * Every formula has the same shape. A document's score is the sum over the query's words t of
 *
 *     weight(t) × part(tf, length)
 *
 * where weight(t) comes from how rare t is, and part from how often it stands in the document. With several fields, tf and length are
 * sums over the fields times the fields' weights ("simple BM25 extension to multiple weighted fields", BM25F).
 *
 * Symbols: N documents, n documents with the word, tf occurrences in the document, L its length over the mean length,
 * B = 1 − b + b·L.
 *
 * @see Robertson, Zaragoza and Taylor, CIKM 2004, https://doi.org/10.1145/1031171.1031181 (several fields)
 * @see Kamphuis, de Vries, Boytsov and Lin, ECIR 2020, https://doi.org/10.1007/978-3-030-45442-5_4 (the variants side by side)
 */
import { invalidScoring } from './errors.ts'

/** A formula with its parameters, as plain JSON. Parameters left out take the formula's defaults. */
export type LexicalScoring =
  | { readonly formula: 'lucene' | 'robertson' | 'atire'; readonly k1?: number; readonly b?: number }
  | {
      readonly formula: 'bm25l' | 'bm25+' | 'rank-bm25-l'
      readonly k1?: number
      readonly b?: number
      readonly delta?: number
    }
  | { readonly formula: 'rank-bm25-okapi'; readonly k1?: number; readonly b?: number; readonly epsilon?: number }
  | {
      readonly formula: 'tfidf'
      /** Count one imaginary document holding every word; default true, as in scikit-learn. */
      readonly smooth?: boolean
      /** 1 + ln tf in place of tf; default false. */
      readonly sublinear?: boolean
      /** Divide by the lengths of both vectors (cosine); default true. */
      readonly normalize?: boolean
    }

export type FormulaName = LexicalScoring['formula']

/** Lucene's BM25 with Anserini's parameters for BEIR (k1 0.9, b 0.4). Lucene's own are 1.2 and 0.75. */
export const defaultScoring: LexicalScoring = { formula: 'lucene', k1: 0.9, b: 0.4 }

/** What a formula may know of the whole index. */
export interface CollectionStatistics {
  /** N: documents, those deleted since the last merge included, as in Lucene. */
  readonly documents: number
  /** Mean of the documents' weighted lengths. */
  readonly averageLength: number
  /** Mean of the given idf over every word of the queried fields. Costs a pass over all dictionaries. */
  readonly meanOverVocabulary: (idf: (df: number) => number) => number
}

/** part = gain·tf / (tf + k1·B): the shape that the kernel computes by itself. */
export interface Saturation {
  readonly gain: number
  readonly k1: number
  readonly b: number
}

/** A formula with its parameters and the statistics of an index filled in. */
export interface Scorer {
  readonly formula: FormulaName
  /** The formula for people. */
  readonly words: string
  readonly idf: (df: number) => number
  /** What a word absent from a document still gives it, times the word's weight: 0 but for BM25L and BM25+. */
  readonly absentPart: number
  /**
   * How much more than `absentPart` a word gives, ≥ 0.
   *
   * @param tf     weighted occurrences, > 0
   * @param length the document's weighted length
   */
  readonly impact: (tf: number, length: number) => number
  /** Set where `impact` is a saturation. */
  readonly saturation?: Saturation
  /** Set where vectors are compared: the document's impact is divided by its norm, and query words are weighted as vectors too. */
  readonly vector?: { readonly normalize: boolean }
}
