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
import type { MergeAnswer, MergeRequest } from './merge-job.ts'
import { type SegmentPlace, sourceOfBytes } from './segment-folder.ts'

const merges = { lexical: mergeLexicalSegments, vector: mergeVectorSegments }

const sourceOf = (place: SegmentPlace): ByteSource =>
  'path' in place ? openFileSource(place.path) : sourceOfBytes(place.name, place.bytes)

function merge({ kind, inputs, deleted, target }: MergeRequest): MergeAnswer {
  const gone = new Bitmap()
  gone.words = deleted
  const chunks = merges[kind](inputs.map(sourceOf), gone)
  if (target === undefined) return { chunks: [...chunks] }
  atPlace(target, () => writeFileAtomically(target, chunks))
  return { chunks: [] }
}

function answer(request: MergeRequest): MergeAnswer {
  try {
    return merge(request)
  } catch (error) {
    if (!(error instanceof AttuneError))
      return { failure: { message: error instanceof Error ? (error.stack ?? error.message) : String(error) } }
    const { code, kind, message, hint } = error
    return { failure: { code, kind, message, hint } }
  }
}

parentPort?.postMessage(answer(workerData as MergeRequest))
