/** @file The collection that needs nothing but a folder: documents and vectors in SQLite, indexes in files beside it. */
import type { Encoder } from '../encode/encoder.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import { addDocuments } from './documents/add-documents.ts'
import { checkAdd, checkIds, checkUpdate } from './check-arguments.ts'
import type { CollectionRows, DocumentToStore } from './documents/collection-rows.ts'
import type { Collection, CollectionCapabilities, CollectionPlans, CollectionSettings } from './collection.ts'
import { createReads } from './collection-reads.ts'
import { storeClosed } from './errors.ts'
import { createFilterColumns } from './filter/filter-columns.ts'
import { filterOperators } from './filter/filter.ts'
import type { CollectionIndexes } from './indexes/collection-indexes.ts'
import { countLostFields, describeLostFields } from './documents/lost-fields.ts'
import type { OnNotice } from './project.ts'
import { createQueue, type Queue } from './database/queue.ts'
import { replaceEncoder, type Replacement } from './encoders/replace-encoder.ts'
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
  readonly plansOf: (checkOpen: () => void) => CollectionPlans
  readonly onNotice: OnNotice
  readonly onClose: () => void
}

/** What only its project may do with it. */
export interface EmbeddedCollection extends Collection {
  readonly replaceEncoder: (space: string, replacement: Replacement) => Promise<void>
}

const capabilities: CollectionCapabilities = {
  lexical: true,
  lexicalScoring: true,
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
  const { match } = createFilterColumns(rows, {
    types: settings.types ?? {},
    onAbsent: (field) => tellOfAbsentField(field, options),
    onNotice: options.onNotice,
  })
  const close = async (): Promise<void> => {
    turns.checkNoView()
    closing ??= queue.run(() => indexes.close()).finally(onClose)
    return closing
  }
  return {
    name,
    get settings() {
      return options.currentSettings()
    },
    capabilities,
    plans: options.plansOf(checkOpen),
    ...createWrites(options, { queue, checkOpen }),
    ...createReads({
      ...options,
      get settings() {
        return options.currentSettings()
      },
      checkOpen,
      match,
      analyzer: () => (analyzer ??= createAnalyzer(settings.analyzer)),
    }),
    replaceEncoder: (space, replacement) => {
      checkOpen()
      turns.checkNoView()
      return replaceEncoder({ ...options, queue }, space, replacement)
    },
    close,
    [Symbol.asyncDispose]: close,
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

function createWrites(
  options: EmbeddedCollectionOptions,
  { queue, checkOpen }: { readonly queue: Queue; readonly checkOpen: () => void },
): Pick<Collection, 'add' | 'update' | 'delete' | 'settle'> {
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
    delete: (ids) =>
      inTurn(() =>
        turns.alone(() => {
          checkIds(ids)
          indexes.becomeWriter()
          const { dead } = rows.remove([...new Set(ids)])
          indexes.takeIn(0)
          return dead.length
        }),
      ),
    settle: (work) => inTurn(() => indexes.settle(work)),
  }
}
