/** @file The collection that needs nothing but a folder: documents and vectors in SQLite, indexes in files beside it. */
import type { Encoder } from '../encode/encoder.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import { addDocuments } from './add-documents.ts'
import { checkDocuments, checkIds } from './check-arguments.ts'
import type { CollectionRows, DocumentToStore } from './collection-rows.ts'
import type { Collection, CollectionCapabilities, CollectionPlans, CollectionSettings } from './collection.ts'
import { createReads } from './collection-reads.ts'
import { storeClosed } from './errors.ts'
import { createFilterColumns } from './filter-columns.ts'
import { filterOperators } from './filter.ts'
import type { IndexSet } from './index-set.ts'
import { countLostFields, describeLostFields } from './lost-fields.ts'
import type { OnNotice } from './project.ts'
import { createQueue, type Queue } from './queue.ts'
import type { Turns } from './turns.ts'
import { updateDocuments, type UpdateTarget } from './update-documents.ts'

export interface EmbeddedCollectionOptions {
  readonly name: string
  /** As they were when it was opened: the place of an encoder may be another since. */
  readonly settings: CollectionSettings
  readonly currentSettings: () => CollectionSettings
  readonly rows: CollectionRows
  readonly indexes: IndexSet
  readonly turns: Turns
  /** The database's id of each space, by name. */
  readonly spaceIds: ReadonlyMap<string, number>
  readonly encoderOf: (space: string) => Promise<Encoder>
  readonly plansOf: (checkOpen: () => void) => CollectionPlans
  readonly onNotice: OnNotice
  readonly onClose: () => void
}

const capabilities: CollectionCapabilities = {
  lexical: true,
  lexicalScoring: true,
  exactDense: true,
  filters: filterOperators,
  nativeFusions: [],
}

export function createEmbeddedCollection(options: EmbeddedCollectionOptions): Collection {
  const { name, settings, rows, indexes, turns, onClose } = options
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
      checkOpen,
      match,
      analyzer: () => (analyzer ??= createAnalyzer(settings.analyzer)),
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Documents whose fields stand for those of all. */
const FIELDS_OF_DOCUMENTS = 100

function tellOfAbsentField(field: string, { name, rows, onNotice }: EmbeddedCollectionOptions): void {
  const objects = rows.documentsAfter(0, FIELDS_OF_DOCUMENTS).map(({ fields }) => JSON.parse(fields) as object)
  if (objects.length === 0) return
  const known = [...new Set(objects.flatMap(Object.keys))].sort().join(', ')
  onNotice(`No document of "${name}" has a field "${field}", which the filter asks for. Its documents have: ${known}.`)
}

function createWrites(
  options: EmbeddedCollectionOptions,
  { queue, checkOpen }: { readonly queue: Queue; readonly checkOpen: () => void },
): Pick<Collection, 'add' | 'update' | 'delete' | 'settle'> {
  const { name, settings, rows, indexes, turns, onNotice } = options
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    checkOpen()
    turns.checkNoView()
    return queue.run(() => indexes.writing(work))
  }
  const target = (beforeStore: (documents: readonly DocumentToStore[]) => void): UpdateTarget => ({
    ...options,
    becomeWriter: () => turns.alone(() => indexes.becomeWriter()),
    store: (documents) =>
      turns.alone(() => {
        indexes.becomeWriter()
        beforeStore(documents)
        const written = rows.store(documents)
        indexes.takeIn(written.ordinals.length)
        return written
      }),
  })
  const importing = <T>(documents: unknown, work: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      checkDocuments(documents)
      try {
        return await work()
      } finally {
        await turns.alone(() => indexes.takeInRest())
      }
    })
  return {
    add: (documents, work) =>
      importing(documents, async () => {
        const lost = countLostFields(settings, rows)
        try {
          const report = await addDocuments(target(lost.note), documents, work)
          const found = lost.found()
          return found === undefined ? report : { ...report, lost: found }
        } finally {
          const found = lost.found()
          if (found !== undefined) onNotice(describeLostFields(name, found))
        }
      }),
    update: (documents, work) =>
      importing(documents, () =>
        updateDocuments(
          target(() => undefined),
          documents,
          work,
        ),
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
