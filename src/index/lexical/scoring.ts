/**
 * @file How much a word counts: the published variants of BM25, and TF-IDF, as one table of pure functions.
 *
 * Every formula has the same shape. A document's score is the sum over the query's words t of
 *
 *     weight(t) × part(tf, length)
 *
 * where weight(t) comes from how rare t is, and part from how often it occurs in the document. With several fields, tf and length are
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

/** part = gain·tf / (tf + k1·B): the form that the kernel computes itself. */
export interface Saturation {
  readonly gain: number
  readonly k1: number
  readonly b: number
}

/** A formula with its parameters and the statistics of an index filled in. */
export interface Scorer {
  readonly formula: FormulaName
  /** The formula, to be shown. */
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

export interface ScoringParameters {
  readonly k1: number
  readonly b: number
  readonly delta: number
  readonly epsilon: number
  readonly smooth: boolean
  readonly sublinear: boolean
  readonly normalize: boolean
}

type FormulaParts = Omit<Scorer, 'formula'>
type Formula = (parameters: ScoringParameters, statistics: CollectionStatistics) => FormulaParts

const tfidfDefaults = { smooth: true, sublinear: false, normalize: true }
const baseDefaults: ScoringParameters = { k1: 0.9, b: 0.4, delta: 0, epsilon: 0, ...tfidfDefaults }
const rankBm25Defaults: ScoringParameters = { ...baseDefaults, k1: 1.5, b: 0.75 }

/** What a parameter is where a scoring does not state it. */
export const scoringDefaults: Readonly<Record<FormulaName, ScoringParameters>> = {
  lucene: baseDefaults,
  robertson: baseDefaults,
  atire: baseDefaults,
  // 0.5 and 1: the papers' own recommendations.
  bm25l: { ...baseDefaults, delta: 0.5 },
  'bm25+': { ...baseDefaults, delta: 1 },
  // The Python package's defaults.
  'rank-bm25-l': { ...rankBm25Defaults, delta: 0.5 },
  'rank-bm25-okapi': { ...rankBm25Defaults, epsilon: 0.25 },
  tfidf: baseDefaults,
}

const formulas: Readonly<Record<FormulaName, Formula>> = {
  /** ln(1 + (N − n + ½)/(n + ½)) × tf/(tf + k1·B). Lucene 8 and later: never negative, without the constant factor k1 + 1. */
  lucene: ({ k1, b }, statistics) => ({
    words: 'ln(1 + (N - n + 0.5) / (n + 0.5)) * tf / (tf + k1 * (1 - b + b * length / averageLength))',
    idf: (df) => Math.log(1 + (statistics.documents - df + 0.5) / (df + 0.5)),
    ...saturating({ gain: 1, k1, b }, statistics),
  }),

  /** ln((N − n + ½)/(n + ½)), never below 0, × tf/(tf + k1·B). @see Robertson et al., TREC-3 1994 */
  robertson: ({ k1, b }, statistics) => ({
    words: 'ln(max(1, (N - n + 0.5) / (n + 0.5))) * tf / (tf + k1 * (1 - b + b * length / averageLength))',
    idf: (df) => Math.log(Math.max(1, (statistics.documents - df + 0.5) / (df + 0.5))),
    ...saturating({ gain: 1, k1, b }, statistics),
  }),

  /** ln(N/n) × tf·(k1 + 1)/(tf + k1·B). @see Trotman, Jia and Crane, "Towards an efficient and effective search engine", OSIR at SIGIR 2012 */
  atire: ({ k1, b }, statistics) => ({
    words: 'ln(N / n) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / averageLength))',
    idf: (df) => Math.log(statistics.documents / df),
    ...saturating({ gain: k1 + 1, k1, b }, statistics),
  }),

  /**
   * ln((N + 1)/(n + ½)) × (k1 + 1)(c + δ)/(k1 + c + δ) with c = tf/B: long documents are penalised less.
   * @see Lv and Zhai, "When documents are very long, BM25 fails!", SIGIR 2011, https://doi.org/10.1145/2009916.2010070
   */
  bm25l: ({ k1, b, delta }, statistics) => {
    const norm = lengthNorm(b, statistics)
    const part = (c: number): number => ((k1 + 1) * (c + delta)) / (k1 + c + delta)
    const absentPart = delta === 0 ? 0 : part(0)
    return {
      words:
        'ln((N + 1) / (n + 0.5)) * (k1 + 1) * (c + delta) / (k1 + c + delta), c = tf / (1 - b + b * length / averageLength)',
      idf: (df) => Math.log((statistics.documents + 1) / (df + 0.5)),
      absentPart,
      impact: (tf, length) => part(tf / norm(length)) - absentPart,
    }
  },

  /**
   * ln((N + 1)/n) × (δ + tf·(k1 + 1)/(tf + k1·B)): a word that is there is worth at least δ.
   * @see Lv and Zhai, "Lower-bounding term frequency normalization", CIKM 2011, https://doi.org/10.1145/2063576.2063584
   */
  'bm25+': ({ k1, b, delta }, statistics) => ({
    words: 'ln((N + 1) / n) * (delta + tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / averageLength)))',
    idf: (df) => Math.log((statistics.documents + 1) / df),
    ...saturating({ gain: k1 + 1, k1, b }, statistics),
    // Differs from the paper as bm25s and rank-bm25 do: a word that is not there is worth δ too. The order stays the same only
    // among documents with the same words, but figures made with those packages can be repeated.
    absentPart: delta,
  }),

  /** The Python package rank-bm25's BM25L, which multiplies the paper's formula by tf once more. */
  'rank-bm25-l': ({ k1, b, delta }, statistics) => {
    const norm = lengthNorm(b, statistics)
    return {
      words:
        'ln((N + 1) / (n + 0.5)) * tf * (k1 + 1) * (c + delta) / (k1 + c + delta), c = tf / (1 - b + b * length / averageLength)',
      idf: (df) => Math.log((statistics.documents + 1) / (df + 0.5)),
      absentPart: 0,
      impact: (tf, length) => {
        const c = tf / norm(length)
        return (tf * (k1 + 1) * (c + delta)) / (k1 + c + delta)
      },
    }
  },

  /**
   * ln((N − n + ½)/(n + ½)) × tf·(k1 + 1)/(tf + k1·B), a negative idf replaced by ε × the mean idf of the vocabulary.
   * Differs from rank-bm25: where that mean is negative too (tiny collections) the idf is 0.
   */
  'rank-bm25-okapi': ({ k1, b, epsilon }, statistics) => {
    const plainIdf = (df: number): number => Math.log((statistics.documents - df + 0.5) / (df + 0.5))
    return {
      words:
        'idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / averageLength)), idf = ln((N - n + 0.5) / (n + 0.5)) or, where negative, epsilon * mean idf',
      idf: (df) => {
        const idf = plainIdf(df)
        return idf >= 0 ? idf : Math.max(0, epsilon * statistics.meanOverVocabulary(plainIdf))
      },
      ...saturating({ gain: k1 + 1, k1, b }, statistics),
    }
  },

  /**
   * Dot product of tf × idf vectors, by default of unit length (cosine). idf = ln((1 + N)/(1 + n)) + 1 if smooth, else ln(N/n) + 1.
   * @see Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, section 6.4
   */
  tfidf: ({ smooth, sublinear, normalize }, { documents }) => ({
    words: `${sublinear ? '(1 + ln tf)' : 'tf'} * (ln(${smooth ? '(1 + N) / (1 + n)' : 'N / n'}) + 1)${
      normalize ? ', as the cosine of the query and the document' : ', of the query times that of the document'
    }`,
    idf: (df) => Math.log(smooth ? (1 + documents) / (1 + df) : documents / df) + 1,
    absentPart: 0,
    // A weighted tf below 1 / e would count negative: fields may weigh less than 1.
    impact: sublinear ? (tf) => Math.max(0, 1 + Math.log(tf)) : (tf) => tf,
    vector: { normalize },
  }),
}

/** Every accepted formula. */
export const formulaNames: readonly FormulaName[] = Object.keys(formulas) as FormulaName[]

/** B = 1 − b + b × length / averageLength. The kernel multiplies and adds in the same order, so that both round alike. */
const lengthNorm = (b: number, { averageLength }: CollectionStatistics): ((length: number) => number) => {
  const base = 1 - b
  const slope = b / averageLength
  return (length) => base + length * slope
}

function saturating(
  saturation: Saturation,
  statistics: CollectionStatistics,
): Pick<Scorer, 'absentPart' | 'impact' | 'saturation'> {
  const { gain, k1, b } = saturation
  const norm = lengthNorm(b, statistics)
  return { absentPart: 0, impact: (tf, length) => (gain * tf) / (tf + k1 * norm(length)), saturation }
}

/** @throws LEXICAL_INVALID_SCORING */
export function createScorer(scoring: LexicalScoring, statistics: CollectionStatistics): Scorer {
  const { formula } = scoring
  const make = Object.hasOwn(formulas, formula) ? formulas[formula] : undefined
  if (make === undefined)
    throw invalidScoring({
      formula,
      parameter: 'formula',
      value: formula,
      allowed: `the formulas are ${formulaNames.join(', ')}`,
    })
  const parameters = { ...scoringDefaults[formula], ...withoutUndefined(scoring) }
  checkRange(formula, 'k1', parameters.k1, Infinity)
  checkRange(formula, 'b', parameters.b, 1)
  checkRange(formula, 'delta', parameters.delta, Infinity)
  checkRange(formula, 'epsilon', parameters.epsilon, Infinity)
  return { formula, ...make(parameters, statistics) }
}

const withoutUndefined = (scoring: LexicalScoring): Partial<ScoringParameters> =>
  Object.fromEntries(Object.entries(scoring).filter(([, value]) => value !== undefined))

function checkRange(formula: string, parameter: string, value: number, max: number): void {
  if (Number.isFinite(value) && value >= 0 && value <= max) return
  const allowed = max === 1 ? 'it must be between 0 and 1' : 'it must be a finite number of at least 0'
  throw invalidScoring({ formula, parameter, value, allowed })
}
