/** @file What can go wrong with tensors and their files: one factory for each error. */
import { AttuneError } from '../base/errors.ts'

export const tensorFileTruncated = (details: {
  readonly file: string
  readonly bytes: number
  readonly bytesNeeded: number
}): AttuneError =>
  new AttuneError({
    code: 'TENSOR_FILE_TRUNCATED',
    kind: 'corrupt',
    message: `${details.file} has ${details.bytes} bytes, but its header asks for ${details.bytesNeeded}: the file was cut short.`,
    hint: 'Download or copy the file again and compare its size with the source.',
    details,
  })

export const tensorFileDamaged = (details: { readonly file: string; readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'TENSOR_FILE_DAMAGED',
    kind: 'corrupt',
    message: `${details.file} is no valid safetensors file: ${details.reason}.`,
    hint: 'Download the file again; a Git LFS pointer or an error page saved in its place looks like this.',
    details,
  })

export const tensorMissing = (details: {
  readonly file: string
  readonly tensor: string
  readonly nearest: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'TENSOR_MISSING',
    kind: 'not-found',
    message: `${details.file} has no tensor "${details.tensor}"; it has ${details.nearest.map((name) => `"${name}"`).join(', ') || 'none'}.`,
    hint: 'Check that the weights belong to the config.json beside them.',
    details,
  })

export const tensorShapeMismatch = (details: {
  readonly file: string
  readonly tensor: string
  readonly shape: readonly number[]
  readonly expected: readonly number[]
}): AttuneError =>
  new AttuneError({
    code: 'TENSOR_SHAPE_MISMATCH',
    kind: 'corrupt',
    message: `Tensor "${details.tensor}" of ${details.file} has the shape [${details.shape.join(', ')}], expected was [${details.expected.join(', ')}].`,
    hint: 'Check that the weights belong to the config.json beside them.',
    details,
  })

export const tensorTypeUnsupported = (details: {
  readonly file: string
  readonly tensor: string
  readonly type: string
  readonly accepted: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'TENSOR_TYPE_UNSUPPORTED',
    kind: 'unsupported',
    message: `Tensor "${details.tensor}" of ${details.file} is stored as ${details.type}, which cannot be read here; accepted are ${details.accepted.join(', ')}.`,
    hint: 'Convert the weights to one of the accepted types.',
    details,
  })

export const runtimeMissing = (details: { readonly reason: string }, cause: unknown): AttuneError =>
  new AttuneError({
    code: 'TENSOR_RUNTIME_MISSING',
    kind: 'external',
    message: `ONNX Runtime could not be loaded: ${details.reason}`,
    hint: 'Install onnxruntime-node for this platform, or use a static encoder such as "bundled:default".',
    details,
    cause,
  })
