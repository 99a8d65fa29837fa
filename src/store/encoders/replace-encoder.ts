/**
 * @file Replacing a space's encoder: every document is encoded again next to the vectors in use, then both are swapped in one
 * transaction. Until then nothing changes for readers, and a crash leaves everything as it was.
 */
import type { WorkOptions } from '../../base/progress.ts'
import type { FieldValue } from '../../data/document.ts'
import { type Encoder, textInputs } from '../../encode/encoder.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { SpaceSettings } from '../collection.ts'
import type { BuildingSpace } from '../settings/current-spaces.ts'
import { encodedText } from '../documents/document-content.ts'
import type { CollectionIndexes } from '../indexes/collection-indexes.ts'
import type { Queue } from '../database/queue.ts'
import type { SpaceRows } from '../documents/space-rows.ts'
import type { Turns } from '../database/turns.ts'
import { acquireWhenFree, type WriterLock } from '../database/writer-lock.ts'

export interface ReplaceTarget {
  readonly rows: CollectionRows
  readonly spaceRows: SpaceRows
  readonly indexes: CollectionIndexes
  readonly turns: Turns
  /** Of writes. */
  readonly queue: Queue
  readonly lock: WriterLock
}

export interface Replacement extends WorkOptions {
  readonly encoder: Encoder
  readonly settings: SpaceSettings
}

/** Other writes and searches of this process run between two batches. */
const BATCH_DOCUMENTS = 1024

/** @throws STORE_LOCKED, ENCODE_*, STORE_DISK_FULL, the signal's reason when aborted; the space is as it was then */
export async function replaceEncoder(target: ReplaceTarget, space: string, replacement: Replacement): Promise<void> {
  const { turns, indexes, queue, lock } = target
  const write = <T>(work: () => T): Promise<T> =>
    turns.alone(() => {
      indexes.becomeWriter()
      return work()
    })
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => queue.run(() => indexes.writing(work))
  await acquireWhenFree(lock, replacement.signal)
  try {
    const filling = await inTurn(() => write(() => fill(target, indexes.beginSpace(space, replacement.settings))))
    try {
      while (await inTurn(() => encodeNext(filling, replacement, write)));
      // What was added in the meantime; from here on nothing more can be.
      await inTurn(async () => {
        while (await encodeNext(filling, replacement, write));
        replacement.signal?.throwIfAborted()
        await write(() => indexes.swapSpace())
      })
    } catch (error) {
      await inTurn(() => turns.alone(() => indexes.abandonSpace()))
      throw error
    }
  } finally {
    lock.release()
  }
}

interface Filling extends ReplaceTarget {
  readonly building: BuildingSpace
  readonly progress: { through: number; done: number }
}

const fill = (target: ReplaceTarget, building: BuildingSpace): Filling => ({
  ...target,
  building,
  progress: { through: 0, done: 0 },
})

/** @returns whether there may be more */
async function encodeNext(
  { rows, spaceRows, indexes, building, progress }: Filling,
  { encoder, settings, signal, onProgress }: Replacement,
  write: <T>(work: () => T) => Promise<T>,
): Promise<boolean> {
  signal?.throwIfAborted()
  const documents = await write(() => rows.documentsAfter(progress.through, BATCH_DOCUMENTS))
  const last = documents.at(-1)
  if (last === undefined) return false
  const texts = documents.map(({ fields }) =>
    encodedText(JSON.parse(fields) as Readonly<Record<string, FieldValue>>, settings.fields),
  )
  const { vectors } = await encoder.encode(textInputs(texts), { role: 'document', signal })
  const total = await write(() => {
    const ordinals = documents.map(({ ordinal }) => ordinal)
    spaceRows.putVectors(building.id, ordinals, vectors)
    indexes.takeIn(0)
    return rows.state()?.documents ?? 0
  })
  progress.through = last.ordinal
  progress.done += documents.length
  onProgress?.({ stage: 'encoding', done: progress.done, total: Math.max(total, progress.done), unit: 'documents' })
  return true
}
