/** @file Errors of tensors and their files: one factory for each. */
import { AttuneError } from '../base/errors.ts'

export const tensorFileTruncated = (details: {
  readonly file: string
  readonly bytes: number
  readonly bytesNeeded: number
}): AttuneError =>
  new AttuneError({
    code: 'TENSOR_FILE_TRUNCATED',
    kind: 'corrupt',
    message: `${details.file} has ${details.bytes} bytes, but its header requires ${details.bytesNeeded}: the file is truncated.`,
    hint: 'Download or copy the file again and compare its size with the source.',
    details,
  })

export const tensorFileDamaged = (details: { readonly file: string; readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'TENSOR_FILE_DAMAGED',
    kind: 'corrupt',
    message: `${details.file} is not a valid safetensors file: ${details.reason}.`,
    hint: 'Download the file again; it may be a Git LFS pointer or an error page saved in its place.',
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
    hint: 'Check that the weights match the config.json in the same folder.',
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
    message: `Tensor "${details.tensor}" of ${details.file} has the shape [${details.shape.join(', ')}]; expected [${details.expected.join(', ')}].`,
    hint: 'Check that the weights match the config.json in the same folder.',
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
    message: `Tensor "${details.tensor}" of ${details.file} is stored as ${details.type}, which is not supported; supported types: ${details.accepted.join(', ')}.`,
    hint: 'Convert the weights to a supported type.',
    details,
  })

export const runtimeMissing = (cause: unknown): AttuneError =>
  new AttuneError({
    code: 'TENSOR_RUNTIME_MISSING',
    kind: 'unsupported',
    message: 'Transformer models run on ONNX Runtime, and the package onnxruntime-node is not installed.',
    hint: 'Run `npm install onnxruntime-node --ignore-scripts` (its install script only fetches CUDA libraries), or use a static encoder such as "bundled:default".',
    details: {},
    cause,
  })

export const runtimeUnusable = (
  details: { readonly reason: string; readonly platform: string; readonly arch: string },
  cause: unknown,
): AttuneError =>
  new AttuneError({
    code: 'TENSOR_RUNTIME_UNUSABLE',
    kind: 'unsupported',
    message: `The package onnxruntime-node is installed, but could not be loaded on ${details.platform} ${details.arch}: ${details.reason}`,
    hint: 'Check that it supports this platform (glibc on Linux: not Alpine), or use a static encoder such as "bundled:default".',
    details,
    cause,
  })

export const onnxUnusable = (
  details: { readonly file: string; readonly reason: string },
  cause: unknown,
): AttuneError =>
  new AttuneError({
    code: 'TENSOR_ONNX_UNUSABLE',
    kind: 'corrupt',
    message: `ONNX Runtime cannot open ${details.file}: ${details.reason}`,
    hint: 'Check the path, and that the file is a complete ONNX model, with its ".data" file next to it if it has one.',
    details,
    cause,
  })

export const valueUnfit = (details: {
  readonly model: string
  readonly input: string
  readonly type: string
  readonly dims: readonly (number | string)[]
  readonly expected: string
  readonly given: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'TENSOR_VALUE_UNFIT',
    kind: 'invalid-input',
    message: `Input "${details.input}" of ${details.model} takes ${details.type} [${details.dims.join(', ')}], but got ${details.given ?? 'nothing'}.`,
    hint: `Pass a ${details.expected} with its dims.`,
    details,
  })
