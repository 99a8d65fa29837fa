/** @file Sealed segments become one: pure, for a worker thread to run on files. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { ByteSource } from '../segment.ts'
import type { PostingsSource } from './postings.ts'
import { openLexicalFile, postingsSourceOf, viewsOf } from './segment-format.ts'
import { encodeLexicalSegment } from './segment-writer.ts'

/**
 * One segment file from several, without the deleted documents. Needs memory for the inputs, the output and four bytes per posting.
 *
 * @param sources any order; their ordinals are distinct and may interleave
 * @param deleted ordinals to leave out
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION
 */
export function mergeLexicalSegments(sources: readonly ByteSource[], deleted: Bitmap): Iterable<Uint8Array> {
  return encodeLexicalSegment(sources.map(readWhole), deleted)
}

function readWhole(source: ByteSource): PostingsSource {
  const file = openLexicalFile(source)
  const views = viewsOf(file.header, file.read)
  return postingsSourceOf(file.header, () => views)
}
