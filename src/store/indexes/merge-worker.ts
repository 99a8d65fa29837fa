/** @file The worker thread that merges segments while searches and writes go on. */
import { answerCalls } from '../../base/answer-calls.ts'
import { Bitmap } from '../../base/bitmap.ts'
import { writeFileAtomically } from '../../base/write-file.ts'
import { mergeLexicalSegments } from '../../index/lexical/merge-lexical-segments.ts'
import type { ByteSource } from '../../index/segment.ts'
import { mergeVectorSegments } from '../../index/vector/merge-vector-segments.ts'
import { atPlace } from '../database/sqlite-errors.ts'
import { openFileSource } from './file-source.ts'
import type { MergeFunctions, MergeRequest, MergeResult } from './merge-job.ts'
import { type SegmentPlace, sourceOfBytes } from './segment-folder.ts'

const merges = { lexical: mergeLexicalSegments, vector: mergeVectorSegments }

const sourceOf = (place: SegmentPlace): ByteSource =>
  'path' in place ? openFileSource(place.path) : sourceOfBytes(place.name, place.bytes)

function merge({ kind, inputs, deleted, target }: MergeRequest): MergeResult {
  const gone = new Bitmap()
  gone.words = deleted
  const pieces = merges[kind](inputs.map(sourceOf), gone)[Symbol.iterator]()
  const first = pieces.next()
  if (first.done === true) return { isEmpty: true, chunks: undefined }
  const chunks = startingWith(first.value, pieces)
  if (target === undefined) return { isEmpty: false, chunks: [...chunks] }
  atPlace(target, () => writeFileAtomically(target, chunks))
  return { isEmpty: false, chunks: undefined }
}

function* startingWith<T>(first: T, rest: Iterator<T>): Generator<T> {
  yield first
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value
}

answerCalls<MergeFunctions>({ merge })
