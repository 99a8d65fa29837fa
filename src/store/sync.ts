/** @file What keeping a collection in step with a source means: what goes in, what may be asked for, what comes of it. */
import type { AttuneError } from '../base/errors.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Document } from '../data/document.ts'
import type { FieldMisfits, IncomingDocument } from './collection.ts'

/** A document as its source has it now. */
export interface SyncDocument extends Omit<IncomingDocument, 'fields'> {
  /** A function is called only where the version does not say that nothing has changed; undefined where there is no document after all. */
  readonly fields: Document['fields'] | (() => Document['fields'] | undefined | Promise<Document['fields'] | undefined>)
  /**
   * Equal where the content is equal: a hash, a revision. Without one, contents are compared. A new id with the version of one that is gone has
   * been moved.
   */
  readonly version?: string | number | undefined
  /** The part of the source that it is from, such as a file, see `isUnread`. */
  readonly part?: string | undefined
}

/** What a source gave before. */
export interface SyncedDocument {
  readonly id: string
  readonly part: string | undefined
}

export interface SyncChange {
  readonly kind: 'added' | 'changed' | 'moved' | 'removed'
  readonly id: string
  /** Of a document that was moved: its id before. */
  readonly from?: string | undefined
}

export interface SyncOptions extends WorkOptions {
  /** Names where the documents come from, such as "erp". Only documents that came from there are ever removed. */
  readonly source: string
  /** Changes nothing, and reports what would be done. Default: false. */
  readonly dryRun?: boolean | undefined
  /** Told of each change, of most when the source has been read. */
  readonly onChange?: ((change: SyncChange) => void) | undefined
  /** Told of a document that cannot be read: it stays as it is stored. Default: the error is thrown. */
  readonly onProblem?: ((problem: AttuneError, id: string) => void) | undefined
  /** Asked when the source has been read of each document that it did not give: true where nobody knows whether it still has it. Default: never. */
  readonly isUnread?: ((document: SyncedDocument) => boolean) | undefined
  /** Whether a source without any document removes all that came from it. Default: false, an error. */
  readonly allowEmpty?: boolean | undefined
}

export interface SyncReport {
  readonly added: number
  /** Documents whose content is another. */
  readonly changed: number
  /** Documents with the content of one that is gone, under another id. */
  readonly moved: number
  readonly removed: number
  readonly unchanged: number
  /** Documents that could not be read, and stay as they are stored. */
  readonly kept: number
  readonly misfits?: readonly FieldMisfits[]
}
