/** @file The worker thread that merges segments while searches and writes go on. */
import { parentPort, workerData } from 'node:worker_threads'
import { Bitmap } from '../base/bitmap.ts'
import { AttuneError } from '../base/errors.ts'
import { writeFileAtomically } from '../base/write-file.ts'
import { mergeLexicalSegments } from '../index/lexical/merge-lexical-segments.ts'
import type { ByteSource } from '../index/segment.ts'
import { mergeVectorSegments } from '../index/vector/merge-vector-segments.ts'
import { atPlace } from './_sqlite-errors.ts'
import { openFileSource } from './file-source.ts'
import type { MergeAnswer, MergeRequest, MergeResult } from './merge-job.ts'
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

function answer(request: MergeRequest): MergeAnswer {
  try {
    return { result: merge(request) }
  } catch (error) {
    if (!(error instanceof AttuneError))
      return { failure: { message: error instanceof Error ? (error.stack ?? error.message) : String(error) } }
    const { code, kind, message, hint } = error
    return { failure: { code, kind, message, hint } }
  }
}

parentPort?.postMessage(answer(workerData as MergeRequest))
