/**
 * @file Which segment files make up a collection's indexes, and up to where they cover the database. A manifest belongs to a database only if
 * the database knows its token: an index restored from elsewhere, or left beside an older database, is never taken for a current one.
 */
import * as v from 'valibot'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const segmentSchema = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.segment$/)),
  sizeBytes: count,
  /** Documents in it when it was written, ordinals from first to last (others may lie between). */
  documents: count,
  firstOrdinal: count,
  lastOrdinal: count,
  /** The collection's change whose deletions it knows: none of them is in it. */
  change: count,
})

const manifestSchema = v.object({
  formatVersion: v.literal(1),
  token: v.string(),
  /** The collection's change when it was written. */
  change: count,
  indexes: v.record(
    v.string(),
    v.object({
      /** Every document up to this ordinal is in a segment or dead. */
      through: count,
      segments: v.array(segmentSchema),
    }),
  ),
})

export type ManifestSegment = v.InferOutput<typeof segmentSchema>
export type Manifest = v.InferOutput<typeof manifestSchema>
export type ManifestIndex = Manifest['indexes'][string]

export const emptyManifest: Manifest = { formatVersion: 1, token: '', change: 0, indexes: {} }

/** @returns undefined where it is no manifest that this version can read: whoever asks rebuilds */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
