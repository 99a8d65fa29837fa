/** @file The collection that needs nothing but a folder: documents and vectors in SQLite, indexes in files beside it. */
import type { Bitmap } from '../base/bitmap.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Encoder } from '../encode/encoder.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import { addDocuments } from './documents/add-documents.ts'
import { checkAdd, checkDelete, checkScan, checkSync, checkUpdate } from './check-arguments.ts'
import type { CollectionRows, DocumentToStore } from './documents/collection-rows.ts'
import type { Collection, CollectionCapabilities, CollectionPlans, CollectionSettings } from './collection.ts'
import { createReads } from './collection-reads.ts'
import { storeClosed } from './errors.ts'
import { createFilterColumns } from './filter/filter-columns.ts'
import { type Filter, filterOperators } from './filter/filter.ts'
import type { CollectionIndexes } from './indexes/collection-indexes.ts'
import { checkCollection } from './documents/check-collection.ts'
import type { RowsCheck } from './documents/check-rows.ts'
import { deleteDocuments } from './documents/delete-documents.ts'
import { scanDocuments, scanIds, type Snapshot } from './documents/scan-documents.ts'
import { countLostFields, describeLostFields } from './documents/lost-fields.ts'
import type { CheckReport, OnNotice } from './project.ts'
import { createQueue, type Queue } from './database/queue.ts'
import { replaceEncoder, type Replacement } from './encoders/replace-encoder.ts'
import type { SourceRows } from './documents/source-rows.ts'
import { syncDocuments, type SyncTarget } from './documents/sync-documents.ts'
import type { SpaceRows } from './documents/space-rows.ts'
import type { Turns } from './database/turns.ts'
import { updateDocuments, type UpdateTarget } from './documents/update-documents.ts'
import type { WriterLock } from './database/writer-lock.ts'

export interface EmbeddedCollectionOptions {
  readonly name: string
  /** As they are at the state that was read last. */
  readonly currentSettings: () => CollectionSettings
  readonly rows: CollectionRows
  readonly spaceRows: SpaceRows
  readonly indexes: CollectionIndexes
  readonly lock: WriterLock
  readonly turns: Turns
  readonly encoderOf: (space: string) => Promise<Encoder>
  /** One state of the collection, over a connection of its own where there can be one. */
  readonly openSnapshot: () => Snapshot
  readonly checkRows: () => RowsCheck
  readonly sourceRows: (source: string) => SourceRows
  readonly plansOf: (checkOpen: () => void) => CollectionPlans
  readonly onNotice: OnNotice
  readonly onClose: () => void
}

/** What only its project may do with it. */
export interface EmbeddedCollection extends Collection {
  readonly replaceEncoder: (space: string, replacement: Replacement) => Promise<void>
  readonly check: (options: WorkOptions) => Promise<CheckReport>
}

const capabilities: CollectionCapabilities = {
  lexical: true,
  lexicalScoring: true,
  conditions: true,
  exactDense: true,
  filters: filterOperators,
  nativeFusions: [],
}

export function createEmbeddedCollection(options: EmbeddedCollectionOptions): EmbeddedCollection {
  const { name, rows, indexes, turns, onClose } = options
  const { settings } = indexes
  const queue = createQueue()
  let analyzer: Analyzer | undefined
  let closing: Promise<void> | undefined
  const checkOpen = (): void => {
    if (closing !== undefined) throw storeClosed({ what: `The collection "${name}"` })
  }
  const onAbsent = (field: string): void => tellOfAbsentField(field, options)
  const { match } = createFilterColumns(rows, { types: settings.types ?? {}, onAbsent, onNotice: options.onNotice })
  const scans = createScans(options, { checkOpen, onAbsent })
  const close = async (): Promise<void> => {
    turns.checkNoView()
    closing ??= queue
      .run(() => indexes.close())
      .finally(() => {
        scans.endAll()
        onClose()
      })
    return closing
  }
  return {
    name,
    get settings() {
      return options.currentSettings()
    },
    capabilities,
    plans: options.plansOf(checkOpen),
    ...createWrites(options, { queue, checkOpen, match }),
    scan: scans.scan,
    ids: scans.ids,
    ...createReads({
      ...options,
      get settings() {
        return options.currentSettings()
      },
      checkOpen,
      match,
      analyzer: () => (analyzer ??= createAnalyzer(settings.analyzer)),
    }),
    check: async (work) => {
      checkOpen()
      turns.checkNoView()
      const check = (): CheckReport => {
        indexes.becomeWriter()
        return checkCollection({ name, rows: options.checkRows, indexes: (vectors) => indexes.verify(vectors) }, work)
      }
      return queue.run(() => indexes.writing(() => turns.alone(check)))
    },
    replaceEncoder: (space, replacement) => {
      checkOpen()
      turns.checkNoView()
      return replaceEncoder({ ...options, queue }, space, replacement)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Scans extends Pick<Collection, 'scan' | 'ids'> {
  /** A state that is held would keep the database's log from being emptied. */
  readonly endAll: () => void
}

function createScans(
  { openSnapshot, onNotice }: EmbeddedCollectionOptions,
  told: { readonly checkOpen: () => void; readonly onAbsent: (field: string) => void },
): Scans {
  const open = new Set<Snapshot>()
  const snapshot = (): Snapshot => {
    const made = openSnapshot()
    const end = (): void => {
      if (open.delete(kept)) made.end()
    }
    const kept: Snapshot = { ...made, end }
    open.add(kept)
    return kept
  }
  const source = { ...told, onNotice, snapshot }
  return {
    scan: (options = {}) => {
      checkScan(options)
      return scanDocuments(source, options)
    },
    ids: (options = {}) => {
      checkScan(options)
      return scanIds(source, options)
    },
    endAll: () => {
      for (const one of open) one.end()
    },
  }
}

/** Documents whose fields are taken as representative. */
const FIELDS_OF_DOCUMENTS = 100

function tellOfAbsentField(field: string, { name, rows, onNotice }: EmbeddedCollectionOptions): void {
  const objects = rows.documentsAfter(0, FIELDS_OF_DOCUMENTS).map(({ fields }) => JSON.parse(fields) as object)
  if (objects.length === 0) return
  const known = [...new Set(objects.flatMap(Object.keys))].sort().join(', ')
  onNotice(`No document of "${name}" has a field "${field}", which the filter asks for. Its documents have: ${known}.`)
}

function targetOf(
  options: EmbeddedCollectionOptions,
  beforeStore: (documents: readonly DocumentToStore[]) => void = () => undefined,
): UpdateTarget {
  const { rows, indexes, turns } = options
  return {
    ...options,
    get settings() {
      return options.currentSettings()
    },
    get spaceIds() {
      return indexes.spaceIds
    },
    becomeWriter: () => turns.alone(() => indexes.becomeWriter()),
    store: (documents) =>
      turns.alone(() => {
        indexes.becomeWriter()
        const ids = new Set(indexes.spaceIds.values())
        if (
          documents.some(({ vectors }) => vectors.size !== ids.size || [...vectors.keys()].some((id) => !ids.has(id)))
        )
          return undefined
        beforeStore(documents)
        const written = rows.store(documents)
        indexes.takeIn(written.ordinals.length)
        return written
      }),
  }
}

const syncTargetOf = (options: EmbeddedCollectionOptions): SyncTarget => ({
  ...targetOf(options),
  sourceRows: options.sourceRows,
  remove: (ids) =>
    options.turns.alone(() => {
      options.rows.remove(ids)
      options.indexes.takeIn(0)
    }),
})

function createWrites(
  options: EmbeddedCollectionOptions,
  {
    queue,
    checkOpen,
    match,
  }: { readonly queue: Queue; readonly checkOpen: () => void; readonly match: (filter: Filter) => Bitmap },
): Pick<Collection, 'add' | 'update' | 'sync' | 'delete' | 'settle'> {
  const { name, rows, indexes, turns, onNotice } = options
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    checkOpen()
    turns.checkNoView()
    return queue.run(() => indexes.writing(work))
  }
  const importing = <T>(check: () => void, work: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      check()
      await turns.alone(() => indexes.view(() => undefined))
      try {
        return await work()
      } finally {
        await turns.alone(() => indexes.takeInRest())
      }
    })
  return {
    add: (documents, work) =>
      importing(
        () => checkAdd(documents, work),
        async () => {
          const lost = countLostFields(options.currentSettings(), rows)
          try {
            const report = await addDocuments(targetOf(options, lost.note), documents, work)
            const found = lost.found()
            return found === undefined ? report : { ...report, lost: found }
          } finally {
            const found = lost.found()
            if (found !== undefined) onNotice(describeLostFields(name, found))
          }
        },
      ),
    update: (documents, work) =>
      importing(
        () => checkUpdate(documents, work),
        () => updateDocuments(targetOf(options), documents, work),
      ),
    sync: (documents, work) =>
      importing(
        () => checkSync(documents, work),
        () => syncDocuments(syncTargetOf(options), documents, work),
      ),
    delete: (which, work) =>
      inTurn(async () => {
        const choice = checkDelete(which, work)
        return deleteDocuments({ rows, indexes, match, alone: turns.alone }, choice, work)
      }),
    settle: (work) => inTurn(() => indexes.settle(work)),
  }
}
