/** @file A graph as an ONNX model on disk: small numbers in the model, large ones in a file beside it, so that no size is too large. */
import { basename } from 'node:path'
import { writeFileAtomically } from '../base/write-file.ts'
import type { Graph, FilledTensor } from './graph.ts'
import { encodeOnnx, type OnnxOptions, storedNumbers } from './onnx-file.ts'

/** Smaller tensors stay in the model: shapes and axes must, since ONNX Runtime infers shapes from them. */
const EXTERNAL_BYTES_MIN = 1024
/** ONNX asks for whole pages, so that a reader can map the file into memory. */
const ALIGNMENT_BYTES = 4096

/** Writes `path` and, where large tensors are, `path` with ".data" behind. The two files move together. */
export function writeOnnx(path: string, graph: Graph, { parametersAs }: Pick<OnnxOptions, 'parametersAs'> = {}): void {
  const large = storedNumbers(graph, { parametersAs }).filter(({ data }) => data.byteLength >= EXTERNAL_BYTES_MIN)
  const offsets = new Map<FilledTensor, number>()
  let end = 0
  for (const stored of large) {
    offsets.set(stored, end)
    end += Math.ceil(stored.data.byteLength / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
  }
  if (large.length > 0) writeFileAtomically(`${path}.data`, paddedBytes(large))
  const external = { location: `${basename(path)}.data`, offsets }
  writeFileAtomically(path, [encodeOnnx(graph, { parametersAs, external })])
}

function* paddedBytes(stored: readonly FilledTensor[]): Generator<Uint8Array> {
  for (const { data } of stored) {
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    yield new Uint8Array(-data.byteLength & (ALIGNMENT_BYTES - 1))
  }
}
