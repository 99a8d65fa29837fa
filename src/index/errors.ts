/** @file Errors of indexes: one factory for each. */
import { AttuneError } from '../base/errors.ts'

const REBUILD = 'Rebuild the index from the stored documents; no documents are lost.'

/**
 * @param details.file the name of the source; `part` the damaged block, header or preamble, and what is wrong with it
 */
export const segmentCorrupt = (details: {
  readonly file: string
  readonly part: string
  readonly reason: string
}): AttuneError =>
  new AttuneError({
    code: 'INDEX_SEGMENT_CORRUPT',
    kind: 'corrupt',
    message: `The segment file "${details.file}" is damaged: ${details.part} ${details.reason}.`,
    hint: REBUILD,
    isRebuildable: true,
    details,
  })

export const segmentVersionUnknown = (details: {
  readonly file: string
  readonly version: number
  /** What this version of attune reads. */
  readonly known: number
}): AttuneError =>
  new AttuneError({
    code: 'INDEX_SEGMENT_VERSION',
    kind: 'unsupported',
    message:
      `The segment file "${details.file}" has format version ${details.version}, ` +
      `and this version of attune reads ${details.known}.`,
    hint: `Use the version of attune that wrote the file. Or: ${REBUILD.toLowerCase()}`,
    isRebuildable: true,
    details,
  })

export const segmentFormatUnknown = (details: {
  readonly file: string
  readonly part: 'storage' | 'structure'
  readonly name: string
  /** What this version of attune reads. */
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'INDEX_SEGMENT_FORMAT',
    kind: 'corrupt',
    message:
      `The segment file "${details.file}" was made by a newer version of attune: its ${details.part} is "${details.name}", ` +
      `and this version reads ${details.known.join(', ')}.`,
    hint: `Use the version of attune that wrote the file. Or: ${REBUILD.toLowerCase()}`,
    isRebuildable: true,
    details,
  })

export const vectorDimensionMismatch = (details: {
  readonly what: 'query' | 'documents' | 'segment'
  readonly dim: number
  readonly indexDim: number
}): AttuneError =>
  new AttuneError({
    code: 'INDEX_VECTOR_DIMENSION',
    kind: 'invalid-input',
    message: `The ${details.what} has ${details.dim} dimensions but the index has ${details.indexDim}.`,
    hint: 'Encode with the encoder that the index was built with, or rebuild the index with the new one.',
    isRebuildable: details.what === 'segment',
    details,
  })

export const vectorNotFinite = (details: { readonly row: number; readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'INDEX_VECTOR_NOT_FINITE',
    kind: 'invalid-input',
    message: `Vector ${details.row} (counted from 0) has no usable dot products: ${details.reason}.`,
    hint: 'Check the encoder that produced the vector; nothing from this call was added.',
    details,
  })
