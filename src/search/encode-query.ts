/** @file The query as the encoder of each space sees it. */
import type { Encoder } from '../encode/encoder.ts'
import type { Collection, CollectionSettings } from '../store/collection.ts'
import type { VectorInput } from '../store/documents/vector-input.ts'
import { encoderMismatch, encoderMissing, spaceUnknown } from './errors.ts'
import type { AnswerOptions } from './search-options.ts'

/**
 * @returns a vector by space
 * @throws SEARCH_SPACE_UNKNOWN, SEARCH_ENCODER_MISSING, SEARCH_ENCODER_MISMATCH, ENCODE_*
 */
export async function encodeQuery(
  collection: Collection,
  query: string,
  { spaces, options }: { readonly spaces: readonly string[]; readonly options: AnswerOptions },
): Promise<ReadonlyMap<string, VectorInput>> {
  const vectors = new Map<string, VectorInput>()
  for (const space of spaces) {
    options.signal?.throwIfAborted()
    const given = options.vectors?.[space]
    vectors.set(space, given ?? (await encodeFor(space, query, { collection, options })))
  }
  return vectors
}

/**
 * The query was encoded before the state was chosen that is read: another encoder may have come into a space meanwhile.
 *
 * @param before settings when the query was encoded
 * @throws SEARCH_ENCODER_MISMATCH
 */
export function checkUnchanged(
  { settings: { spaces } }: Collection,
  before: CollectionSettings,
  encoded: readonly string[],
): void {
  for (const space of encoded) {
    const { encoder, fingerprint } = before.spaces[space] ?? {}
    const expected = spaces[space]?.fingerprint ?? ''
    if (fingerprint !== undefined && fingerprint !== expected)
      throw encoderMismatch({ space, encoder: encoder?.ref ?? '', fingerprint, expected })
  }
}

async function encodeFor(
  space: string,
  query: string,
  { collection, options }: { readonly collection: Collection; readonly options: AnswerOptions },
): Promise<Float32Array> {
  if (options.encoderOf === undefined) throw encoderMissing({ space })
  const encoder = await options.encoderOf(space)
  checkFingerprint(space, encoder, collection)
  const { vectors } = await encoder.encode([{ text: query }], { role: 'query', signal: options.signal })
  return vectors.data
}

/** Vectors of different encoders cannot be compared. */
function checkFingerprint(space: string, { ref, fingerprint }: Encoder, { settings: { spaces } }: Collection): void {
  const settings = Object.hasOwn(spaces, space) ? spaces[space] : undefined
  if (settings === undefined) throw spaceUnknown({ space, known: Object.keys(spaces) })
  if (fingerprint !== settings.fingerprint)
    throw encoderMismatch({ space, encoder: ref, fingerprint, expected: settings.fingerprint })
}
