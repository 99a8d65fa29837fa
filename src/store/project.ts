/** @file A project: a folder with `.attune/` in it, which holds collections and everything learned about them. */
import type { FieldTypes } from '../data/field-type.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { AnalyzerSettings } from '../text/analyzer.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Collection, CollectionSettings, SpaceAdaptation } from './collection.ts'
import type { CollectionUsage } from './documents/usage.ts'

/** A vector field to create: its encoder as a reference, or already open. */
export interface NewSpace {
  readonly encoder: string | Encoder
  /** Default: title, text. */
  readonly fields?: readonly string[] | undefined
}

/** Settings of a new collection; each has a default. */
export interface NewCollection {
  /** Default: English. */
  readonly analyzer?: AnalyzerSettings | undefined
  /** Default: { title: 1, text: 1 }. */
  readonly lexicalFields?: Readonly<Record<string, number>> | undefined
  /** Default: none, words only. */
  readonly spaces?: Readonly<Record<string, NewSpace>> | undefined
  /** Types of fields by path: { price: 'number', 'metadata.updated': 'date' }. Default: inferred from the values. */
  readonly types?: FieldTypes | undefined
}

export interface CollectionSummary {
  readonly name: string
  readonly documents: number
  readonly settings: CollectionSettings
}

/** What checking a collection found. */
export interface CheckReport {
  readonly collection: string
  readonly documents: number
  readonly vectors: number
  /** Of its indexes, each read to its end. */
  readonly files: number
  readonly fileBytes: number
  readonly problems: readonly CheckProblem[]
}

export interface CheckProblem {
  readonly problem: string
  /** What was done about it; undefined where nothing could be. */
  readonly repaired: string | undefined
}

/** Reports something that went well but is worth knowing, such as an index that was rebuilt. */
export type OnNotice = (notice: string) => void

export interface OpenProjectOptions {
  /** Creates `.attune/` if there is none. Default: false. */
  readonly create?: boolean | undefined
  /** Refuses every write; works in a folder that cannot be written to. Default: false. */
  readonly readOnly?: boolean | undefined
  /** How a reference becomes an encoder. Default: openEncoder of encode/. */
  readonly openEncoder?: ((ref: string) => Promise<Encoder>) | undefined
  readonly onNotice?: OnNotice | undefined
}

/** The new encoder of a space. */
export interface EncoderChange extends WorkOptions {
  readonly encoder: string | Encoder
  /** The weight of the leg next to words. Default: the encoder's own. */
  readonly hybridWeight?: number | undefined
  /** Recorded with the space: how the encoder was made. Default: nothing. */
  readonly adapted?: SpaceAdaptation | undefined
}

export interface Project {
  /** The directory that has `.attune/`, absolute; ':memory:' if nothing is stored. */
  readonly folder: string
  readonly collections: () => Promise<CollectionSummary[]>
  /** @throws STORE_COLLECTION_EXISTS, STORE_NAME_INVALID, STORE_WEIGHT_INVALID, STORE_LOCKED, ENCODE_* */
  readonly createCollection: (name: string, settings?: NewCollection) => Promise<Collection>
  /**
   * Opens the collection of this name, or creates it with these settings if there is none, so that a program may run twice. Settings that are
   * left out stay as they are.
   *
   * @throws STORE_SETTINGS_DIFFER naming each difference, and what createCollection throws
   */
  readonly openCollection: (name: string, settings?: NewCollection) => Promise<Collection>
  /** Opened once; later calls return the same. @throws STORE_COLLECTION_UNKNOWN */
  readonly collection: (name: string) => Promise<Collection>
  /** With its documents, vectors and index files. @throws STORE_COLLECTION_UNKNOWN, STORE_LOCKED */
  readonly dropCollection: (name: string) => Promise<void>
  /** What the collection takes, counted now: of a large one that takes a moment. @throws STORE_COLLECTION_UNKNOWN */
  readonly usage: (name: string) => Promise<CollectionUsage>
  /**
   * Reads every index file of the collection, compares every count with the database, and puts right what it can.
   *
   * @throws STORE_COLLECTION_UNKNOWN, STORE_LOCKED, STORE_READ_ONLY, STORE_DATABASE_DAMAGED
   */
  readonly check: (name: string, options?: WorkOptions) => Promise<CheckReport>
  /** The encoder of a space, opened once, its fingerprint checked. @throws STORE_SPACE_UNKNOWN, STORE_ENCODER_MISMATCH, ENCODE_* */
  readonly encoder: (collection: Collection, space: string) => Promise<Encoder>
  /** The reranker of a reference, such as "encoder:bundled:default", opened once. @throws ENCODE_* */
  readonly reranker: (ref: string) => Promise<Reranker>
  /**
   * Opens the encoder of a space from a new place: a reference, or an open encoder. The same model is the same encoder wherever it is. The place
   * is remembered, unless the project is read-only.
   *
   * @throws STORE_SPACE_UNKNOWN, STORE_ENCODER_MISMATCH where it is another one, ENCODE_*
   */
  readonly moveEncoder: (collection: Collection, space: string, encoder: string | Encoder) => Promise<Encoder>
  /**
   * Replaces the encoder of a space. Documents are encoded again next to the vectors in use, then both are swapped at once: a search sees the
   * old encoder with the old vectors or the new one with the new, even if the process is killed. Vectors that came with documents are recomputed, too.
   *
   * @throws STORE_SPACE_UNKNOWN, STORE_LOCKED, STORE_DISK_FULL, ENCODE_*, the signal's reason; the space is as it was then
   */
  readonly changeEncoder: (collection: Collection, space: string, change: EncoderChange) => Promise<void>
  /** Runs `work` while no other process can write. Waits a minute for one that does. @throws STORE_LOCKED, STORE_READ_ONLY */
  readonly exclusively: <T>(work: () => Promise<T>, options?: Pick<WorkOptions, 'signal'>) => Promise<T>
  /** Closes collections, and the rerankers and encoders that the project opened. Closing again does nothing. */
  readonly close: () => Promise<void>
  /** As `close`: at the end of a block that began with `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
