/**
 * @file The interface of collections for everything above this room: documents that can be added, deleted and searched, wherever they are kept. The
 * embedded store implements it, and so does each search engine. What an engine cannot do is a stated capability.
 */
import type { WorkOptions } from '../base/progress.ts'
import type { Document } from '../data/document.ts'
import type { FieldTypes, Misfit } from '../data/field-type.ts'
import type { Place } from '../data/place.ts'
import type { EncoderKind } from '../encode/encoder.ts'
import type { LexicalScoring } from '../index/lexical/scoring.ts'
import type { AnalyzerSettings } from '../text/analyzer.ts'
import type { Filter, FilterOperator } from './filter/filter.ts'
import type { SyncDocument, SyncOptions, SyncReport } from './sync.ts'
import type { VectorInput } from './documents/vector-input.ts'

/** The collection's key for one version of a document: opaque to callers, valid until that version is replaced or deleted. */
export type DocKey = number | string

export interface Candidate {
  readonly key: DocKey
  /** Greater is better. */
  readonly score: number
}

/** How an encoder is opened again. */
export interface EncoderReference {
  /** As the user named it; a folder with its whole path. */
  readonly ref: string
  /** The options it was opened with, besides its reference: plain JSON. */
  readonly options: Readonly<Record<string, string | number | boolean>>
}

/** A named vector field: one vector for each document, made by one encoder. */
export interface SpaceSettings {
  readonly kind: EncoderKind
  readonly encoder: EncoderReference
  /** Of the encoder that made every vector in the space; a query encoded by another is refused. */
  readonly fingerprint: string
  /** Length of every vector. */
  readonly dim: number
  /** Whether vectors are of unit length, so that a score is the cosine. */
  readonly isNormalized: boolean
  /** The weight of this space's leg next to words, 0 to 1: `Encoder.hybridWeight` when the space was created. */
  readonly hybridWeight: number
  /** These fields, joined by a space, are the text that is encoded. */
  readonly fields: readonly string[]
  /** Where the encoder was made from the collection's own documents. */
  readonly adapted?: SpaceAdaptation | undefined
}

/** How a space got an encoder of its own. */
export interface SpaceAdaptation {
  /** The encoder that was adapted, and is used again when the adaptation is reverted. */
  readonly from: Pick<SpaceSettings, 'encoder' | 'fingerprint' | 'hybridWeight'>
  /** Documents of the collection when it was adapted. */
  readonly documents: number
}

/** Fixed when a collection is created: plain JSON, stored with it. */
export interface CollectionSettings {
  readonly analyzer: Required<AnalyzerSettings>
  /** Fields whose words are indexed, each with its default weight. */
  readonly lexicalFields: Readonly<Record<string, number>>
  readonly spaces: Readonly<Record<string, SpaceSettings>>
  /** Declared types of fields, by path; all others are inferred from their values. */
  readonly types?: FieldTypes | undefined
}

/** What the engine behind a collection can do. */
export interface CollectionCapabilities {
  /** Whether it ranks by words at all. */
  readonly lexical: boolean
  /** Honours `scoring` and `fields` of a lexical request; otherwise the engine's own formula and weights rank. */
  readonly lexicalScoring: boolean
  /** Honours `conditions` of a request. */
  readonly conditions: boolean
  /** Honours `exact` of a dense request; otherwise nearest neighbours are always approximate. */
  readonly exactDense: boolean
  readonly filters: readonly FilterOperator[]
  /** Fusions that `answer` computes in the engine, by their kind; empty where the caller has to fuse. */
  readonly nativeFusions: readonly string[]
}

/** A document to be added. Given vectors are stored as they are; the others are computed by the space's encoder. */
export interface IncomingDocument extends Document {
  readonly vectors?: Readonly<Record<string, VectorInput>> | undefined
  /** Where it was read, for errors. */
  readonly place?: Place | undefined
}

/** What one call of `add` did. */
export interface AddReport {
  readonly added: number
  /** Documents whose id existed with different content. */
  readonly replaced: number
  /** Documents that already existed with the same content and every vector. */
  readonly unchanged: number
  /** Values that do not fit the declared type of their field, if there are any. They are stored unchanged. */
  readonly misfits?: readonly FieldMisfits[]
  /** Set if replaced documents lost text in a searched field, so that searches may no longer find them. */
  readonly lost?: LostFields
}

export interface FieldMisfits extends Misfit {
  /** How many there are; `value`, `id` and `place` are of the first. */
  readonly count: number
  readonly id: string
  readonly place?: Place | undefined
}

export interface AddOptions extends WorkOptions {
  /** Called with the id of each document that replaced another. */
  readonly onReplaced?: ((id: string) => void) | undefined
}

/** Searched fields that replaced documents lost. */
export interface LostFields {
  /** Replaced documents that had text in a searched field and have nothing there now. */
  readonly documents: number
  /** Of any of them, by name. */
  readonly fields: readonly string[]
  /** The first of these documents. */
  readonly firstId: string
}

export interface UpdateOptions extends AddOptions {
  /** What to do with documents whose id does not exist. Default: refuse. */
  readonly missing?: 'refuse' | 'add' | 'skip' | undefined
}

/** What one call of `update` did. */
export interface UpdateReport {
  readonly updated: number
  /** Documents that already had these values. */
  readonly unchanged: number
  /** Documents whose id did not exist, with `missing: 'add'`. */
  readonly added: number
  /** Documents whose id did not exist, with `missing: 'skip'`. */
  readonly missing: number
  readonly misfits?: readonly FieldMisfits[]
}

/** Which documents: by their ids, or all that match. */
export type DocumentChoice = readonly string[] | { readonly ids: readonly string[] } | { readonly filter: Filter }

export interface ScanOptions {
  /** Only documents that match. Default: all. */
  readonly filter?: Filter | undefined
  /** Only these fields, by path: `title`, `metadata.category`. Default: all. */
  readonly fields?: readonly string[] | undefined
  /** With the vector of each space. Default: false. */
  readonly vectors?: boolean | undefined
}

export interface ScannedDocument extends Document {
  /** By space, where they were asked for. */
  readonly vectors?: Readonly<Record<string, Float32Array>> | undefined
}

/** Words, asked of the collection's lexical index. */
export interface LexicalQuery {
  readonly kind: 'lexical'
  /** Text as typed; the collection's analyzer splits it into words. */
  readonly query: string
  /** Weight by field name. Default: the collection's own. */
  readonly fields?: Readonly<Record<string, number>> | undefined
  /** Default: `defaultScoring` of the lexical index. */
  readonly scoring?: LexicalScoring | undefined
  /** "query": prefix* and the signs of conditions are read as such, and what is excluded ranks nothing. Default: "plain", all is text. */
  readonly syntax?: 'plain' | 'query' | undefined
  /** Words that no document has are searched as the words nearest to them. Default: false. */
  readonly typos?: boolean | undefined
  /** Words written together are searched apart and the other way round. Default: false. */
  readonly compounds?: boolean | undefined
  /** The last word may be the beginning of one. Default: false. */
  readonly asYouType?: boolean | undefined
  /** Rules, each as a line of a file. Default: none. */
  readonly synonyms?: readonly string[] | undefined
}

/** A word, beginning of a word or phrase that documents must have in one of the fields, or must not. */
export interface WordCondition {
  /** Analysed as documents are; several words must be next to each other. */
  readonly text: string
  readonly fields: readonly string[]
  readonly isExcluded: boolean
  /** Whether the last word is the beginning of one. */
  readonly isPrefix: boolean
}

/** What was made of a word of a query. */
export interface WordReading {
  /** As typed, at [start, end) in UTF-16 units of the query. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** A typo that was corrected, words written together or apart, a word with synonyms, the beginning of a word. */
  readonly kind: 'typo' | 'compound' | 'synonym' | 'prefix'
  /** What was searched in its place or beside it, the likeliest first: terms of the index, typos as documents write them. */
  readonly words: readonly string[]
}

/** A vector, asked of one space. */
export interface DenseQuery {
  readonly kind: 'dense'
  readonly space: string
  /** `[dim]`, made by the space's encoder in the role of a query. */
  readonly vector: VectorInput
  /** True compares with every vector instead of searching the graph. Default: false. */
  readonly exact?: boolean | undefined
  /** Of a space whose index is a graph: breadth of the search. Default: the index's own. */
  readonly graph?: { readonly ef?: number | undefined } | undefined
}

/** A stage's query without the part that selects documents: enough to score and explain any of them. */
export type StageQuery = LexicalQuery | DenseQuery

export type RetrieveRequest = StageQuery & {
  /** Candidates to return, at most. */
  readonly k: number
  /** Only documents that match are returned; `k` counts them alone. */
  readonly filter?: Filter | undefined
  /** Only documents that meet all of these are returned; `k` counts them alone. */
  readonly conditions?: readonly WordCondition[] | undefined
  /** The document of this id is not returned; `k` counts the others. */
  readonly excludeId?: string | undefined
}

/** Where a score came from. */
export interface ScoreExplanation {
  readonly score: number
  /** What the score means, in the engine's words, if the engine knows better than the caller. */
  readonly meaning?: string | undefined
  /** Of words: one for each term of the query that any document has. */
  readonly terms?: readonly TermExplanation[] | undefined
}

/** What one term of the query adds to a document's score. */
export interface TermExplanation {
  readonly term: string
  /** The word of the query, where the term stands for another one. */
  readonly typed?: string | undefined
  readonly score: number
  /** Documents with the term, of `documents` in all. */
  readonly df: number
  readonly documents: number
  /** How many of `documents` have been replaced or deleted and still count. Default: none. */
  readonly deleted?: number | undefined
  /** score = weight x part: how much the term counts, and what the document makes of it. Absent where the engine does not say. */
  readonly weight?: number | undefined
  readonly part?: number | undefined
  /** Where the document has it: occurrences, and the length of the field in terms. */
  readonly fields?: readonly TermField[] | undefined
}

export interface TermField {
  readonly field: string
  readonly tf: number
  readonly length: number
}

/** How several stages are fused into one ranking: `kind` and settings as in a plan. */
export type FusionRequest =
  | { readonly kind: 'rrf'; readonly k: number; readonly weights: readonly number[] }
  | { readonly kind: 'linear'; readonly normalise: string; readonly weights: readonly number[] }

/** Several stages and their fusion, for an engine that answers them in one request. */
export interface AnswerRequest {
  readonly retrieve: readonly RetrieveRequest[]
  /** Absent with a single stage. */
  readonly fuse?: FusionRequest | undefined
  /** Hits wanted, from the first. */
  readonly limit: number
}

export interface NativeAnswer {
  /** Best first; `parts` is what each stage added, where the engine says. */
  readonly ranking: readonly (Candidate & { readonly parts?: readonly number[] | undefined })[]
  /** One for each stage. */
  readonly stages: readonly NativeStage[]
  /** True if the engine's formula differs from the one requested, so that scores and order may differ. */
  readonly isFusionApproximate: boolean
}

export interface NativeStage {
  /** What it retrieved, best first, where the engine says. */
  readonly candidates?: readonly Candidate[] | undefined
  /** True if the engine ran a different search from the one requested: another formula, or not every vector compared. */
  readonly isApproximate: boolean
}

/** A collection as it was at one moment: all answers come from one state, whatever is written in the meantime. */
export interface CollectionView {
  /**
   * @returns best first. Of words: documents with no word of the query are never returned. Of vectors: the score is the dot product, whatever the
   *   engine's own scale
   * @throws STORE_SPACE_UNKNOWN, STORE_VECTOR_INVALID (dimension, not finite)
   */
  readonly retrieve: (request: RetrieveRequest) => Promise<Candidate[]>
  /** Exact scores, one for each key, in order; NaN where that version is gone. A document without any word of the query scores 0. */
  readonly score: (query: StageQuery, keys: readonly DocKey[]) => Promise<Float64Array>
  /** @returns one for each key, in order; undefined where that version is gone, or the engine cannot say */
  readonly explain: (query: StageQuery, keys: readonly DocKey[]) => Promise<(ScoreExplanation | undefined)[]>
  /** What the engine makes of a query's words, in their order, where that is more than the words. Absent where it does not say. */
  readonly readWords?: ((query: LexicalQuery) => Promise<readonly WordReading[]>) | undefined
  /**
   * A whole plan in one request. Absent if the engine cannot do that; the caller then retrieves and fuses itself.
   *
   * @returns undefined if the engine cannot do it for this request
   */
  readonly answer?: ((request: AnswerRequest) => Promise<NativeAnswer | undefined>) | undefined
  /** @returns one for each key, in order; undefined where that version is gone */
  readonly fetch: (keys: readonly DocKey[]) => Promise<(Document | undefined)[]>
  readonly keyOf: (id: string) => Promise<DocKey | undefined>
  readonly count: () => Promise<number>
  /** Counts up with every write. */
  readonly changeNumber: () => Promise<number>
}

/** A plan that a collection keeps by its name. */
export interface StoredPlan {
  readonly name: string
  /** JSON as it was passed to `set`, not validated. */
  readonly plan: unknown
  /** Whether a search without a plan uses it; of at most one plan of a collection. */
  readonly isDefault: boolean
}

/** Saved plans by name, stored with the collection. Dropping the collection removes them. */
export interface CollectionPlans {
  /** By name. */
  readonly list: () => Promise<StoredPlan[]>
  /**
   * Adds the plan, or replaces the one of this name.
   *
   * @param options.isDefault true makes it the default instead of any other, false the opposite. Default: unchanged; a new plan is not the default
   * @throws STORE_NAME_INVALID, STORE_READ_ONLY, STORE_OPENED_READ_ONLY
   */
  readonly set: (name: string, plan: unknown, options?: { readonly isDefault?: boolean | undefined }) => Promise<void>
  /** @returns whether there was one */
  readonly remove: (name: string) => Promise<boolean>
}

/**
 * Reads see every write that was acknowledged before they began; each method of the view that is called on the collection itself answers from
 * the state of that moment. Ids are non-empty strings of any characters. All methods throw AttuneErrors; after `close` every method rejects
 * with STORE_CLOSED.
 */
export interface Collection extends CollectionView {
  readonly name: string
  readonly settings: CollectionSettings
  readonly capabilities: CollectionCapabilities
  readonly plans: CollectionPlans
  /**
   * Adds documents. A document with an existing id replaces the old one; an unchanged one is skipped, so that an interrupted call is resumed by
   * calling again. An id that occurs twice in one call is refused. Progress counts documents that are safely stored.
   *
   * @throws STORE_DOCUMENT_REFUSED (nothing of its batch is stored, earlier batches are), STORE_LOCKED, ENCODE_* and the iterable's own errors. Where
   *   earlier batches are stored, an AttuneError says how many documents, also in `details.stored`
   */
  readonly add: (
    documents: Iterable<IncomingDocument> | AsyncIterable<IncomingDocument>,
    options?: AddOptions,
  ) => Promise<AddReport>
  /**
   * Changes the fields that are given and leaves the others as they are; a field that is null is removed. Vectors that are given replace those
   * of their spaces; the others are made again only where the text of their space has changed.
   *
   * @throws STORE_DOCUMENT_UNKNOWN unless `missing` says otherwise, and what `add` throws; earlier batches are stored then
   */
  readonly update: (
    documents: Iterable<IncomingDocument> | AsyncIterable<IncomingDocument>,
    options?: UpdateOptions,
  ) => Promise<UpdateReport>
  /**
   * A few thousand documents go at once; of more, an interrupted call leaves the rest to the next.
   *
   * @returns how many were there; unknown ids are ignored
   * @throws STORE_FILTER_*, STORE_LOCKED, the signal's reason
   */
  readonly delete: (which: DocumentChoice, options?: WorkOptions) => Promise<number>
  /**
   * Keeps the collection in step with a source that gives all it has now: new documents are added, others replaced, and those that came from it
   * and are there no longer are deleted, when it has been read to its end. An interrupted call is completed by the next.
   *
   * @throws STORE_SOURCE_EMPTY, STORE_DOCUMENT_REFUSED, STORE_LOCKED, ENCODE_*, the source's own errors and the signal's reason: nothing is
   *   deleted then
   */
  readonly sync: (
    documents: Iterable<SyncDocument> | AsyncIterable<SyncDocument>,
    options: SyncOptions,
  ) => Promise<SyncReport>
  /** @returns one for each id, in order; undefined where there is none */
  readonly get: (ids: readonly string[]) => Promise<(Document | undefined)[]>
  /**
   * Every document once, oldest first, all of the state at which reading begins, whatever is written meanwhile. Documents may be added, deleted
   * and searched between two of them.
   *
   * @throws STORE_FILTER_*, STORE_ARGUMENT_INVALID
   */
  readonly scan: (options?: ScanOptions) => AsyncIterable<ScannedDocument>
  /** Their ids, as `scan` gives the documents. */
  readonly ids: (options?: Pick<ScanOptions, 'filter'>) => AsyncIterable<string>
  /** Every document once, oldest first; one that is replaced in the meantime may appear both as it was and as it is now. */
  readonly documents: () => AsyncIterable<Document>
  /**
   * Several reads of one state. Keep `work` short, without encoding or reranking in it: writes of this process may wait for it.
   *
   * @returns what `work` returns
   */
  readonly read: <T>(work: (view: CollectionView) => Promise<T>) => Promise<T>
  /**
   * Waits until the background work that keeps searches fast (merges, an engine's refresh) is done. Searches are correct without it.
   * Aborting cancels that work.
   */
  readonly settle: (options?: WorkOptions) => Promise<void>
  /** Frees memory and files. Running work finishes first, except merges, which are cancelled; closing again does nothing. */
  readonly close: () => Promise<void>
  /** As `close`: at the end of a block that began with `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
