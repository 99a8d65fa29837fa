/**
 * @file Which segment files make up a collection's indexes, and up to where they cover the database. A manifest belongs to a database only if
 * the database knows its token: an index restored from elsewhere, or left beside an older database, is never taken for a current one.
 */
import * as v from 'valibot'

export interface ManifestSegment {
  /** Of the file; never used again for another. */
  readonly name: string
  readonly sizeBytes: number
  /** In it when it was written. Their ordinals lie between the first and the last; those of others may too. */
  readonly documents: number
  readonly firstOrdinal: number
  readonly lastOrdinal: number
  /** The collection's change whose deletions it knows: none of them is in it. */
  readonly change: number
}

export interface ManifestIndex {
  /** Every document up to this ordinal is in a segment, or dead. */
  readonly through: number
  readonly segments: readonly ManifestSegment[]
}

export interface Manifest {
  readonly formatVersion: 1
  readonly token: string
  /** The collection's change when it was written. */
  readonly change: number
  readonly indexes: Readonly<Record<string, ManifestIndex>>
}

export const emptyManifest: Manifest = { formatVersion: 1, token: '', change: 0, indexes: {} }

const count: v.GenericSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(0))

const schema: v.GenericSchema<Manifest> = v.object({
  formatVersion: v.literal(1),
  token: v.string(),
  change: count,
  indexes: v.record(
    v.string(),
    v.object({
      through: count,
      segments: v.array(
        v.object({
          name: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.segment$/)),
          sizeBytes: count,
          documents: count,
          firstOrdinal: count,
          lastOrdinal: count,
          change: count,
        }),
      ),
    }),
  ),
})

/** @returns undefined if it is not a manifest that this version can read: the caller then rebuilds */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
