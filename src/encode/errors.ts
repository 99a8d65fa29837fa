/** @file Errors of encoders: one factory for each. */
import { AttuneError } from '../base/errors.ts'

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

export const modelNotFound = (details: { readonly ref: string; readonly place: string }): AttuneError =>
  new AttuneError({
    code: 'ENCODE_MODEL_NOT_FOUND',
    kind: 'not-found',
    message: `There is no model at "${details.place}", the place that "${details.ref}" refers to.`,
    hint: 'Pass the path of a model folder, or "bundled:default" for the model that comes with this package.',
    details,
  })

export const hubModelAbsent = (details: {
  readonly ref: string
  readonly name: string
  readonly revision: string
  readonly cacheFolder: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_HUB_MODEL_ABSENT',
    kind: details.cacheFolder === undefined ? 'unsupported' : 'not-found',
    message:
      details.cacheFolder === undefined
        ? `"${details.ref}" refers to a model on the Hugging Face hub, but no cache folder was given; this version does not download models.`
        : `Revision "${details.revision}" of "${details.name}" is not in the cache folder ${details.cacheFolder}; this version does not download models.`,
    hint: 'Download the model with any tool, for example `git clone`, and pass the path of its folder.',
    details,
  })

export const refMalformed = (details: { readonly ref: string; readonly expected: string }): AttuneError =>
  new AttuneError({
    code: 'ENCODE_REF_MALFORMED',
    kind: 'invalid-input',
    message: `"${details.ref}" is not a valid encoder reference: expected ${details.expected}.`,
    hint: `Write ${details.expected}.`,
    details,
  })

export const modelFileMissing = (details: {
  readonly folder: string
  readonly file: string
  readonly purpose: string
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_MODEL_FILE_MISSING',
    kind: 'not-found',
    message: `The model folder ${details.folder} has no ${details.file}, which contains ${details.purpose}.`,
    hint: 'Copy the whole model folder; if only a pytorch_model.bin is there, convert it to model.safetensors first.',
    details,
  })

export const modelFileDamaged = (
  details: { readonly file: string; readonly reason: string },
  cause?: unknown,
): AttuneError =>
  new AttuneError({
    code: 'ENCODE_MODEL_FILE_DAMAGED',
    kind: 'corrupt',
    message: `${details.file} cannot be used: ${details.reason}.`,
    hint: 'Copy or download the model folder again.',
    details,
    cause,
  })

export const configValueInvalid = (details: {
  readonly file: string
  readonly key: string
  readonly value: unknown
  readonly expected: string
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_CONFIG_INVALID',
    kind: 'invalid-input',
    message: `${details.file} has ${JSON.stringify(details.value) ?? 'nothing'} as "${details.key}"; expected ${details.expected}.`,
    hint: 'Compare the file with the one published with the model.',
    details,
  })

export const architectureUnknown = (details: {
  readonly folder: string
  readonly architecture: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_ARCHITECTURE_UNKNOWN',
    kind: 'unsupported',
    message: `The model in ${details.folder} has the unsupported type "${details.architecture}"; supported types: ${listed(details.known)}.`,
    hint: 'Choose a model of a supported type.',
    details,
  })

export const modelIsReranker = (details: { readonly folder: string; readonly architecture: string }): AttuneError =>
  new AttuneError({
    code: 'ENCODE_MODEL_IS_RERANKER',
    kind: 'invalid-input',
    message: `The model in ${details.folder} is a ${details.architecture}: it scores pairs of texts and does not produce vectors.`,
    hint: 'Choose an encoder, such as "bundled:default" or a sentence-transformers folder.',
    details,
  })

export const moduleUnknown = (details: {
  readonly folder: string
  readonly module: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_MODULE_UNKNOWN',
    kind: 'unsupported',
    message: `modules.json of ${details.folder} lists "${details.module}", which is not supported in that position; supported modules: ${listed(details.known)}.`,
    hint: 'Choose a model that uses only supported modules.',
    details,
  })

export const optionUnknown = (details: {
  readonly file: string
  readonly key: string
  readonly value: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_OPTION_UNKNOWN',
    kind: 'unsupported',
    message: `${details.file} has ${JSON.stringify(details.value)} as "${details.key}"; supported values: ${listed(details.known)}.`,
    hint: 'Choose a model that uses a supported value.',
    details,
  })

export const vocabularyMismatch = (details: {
  readonly folder: string
  readonly tokenId: number
  readonly rows: number
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_VOCABULARY_MISMATCH',
    kind: 'corrupt',
    message: `The tokenizer in ${details.folder} produced token ${details.tokenId}, but the weights have only ${details.rows} rows of token vectors.`,
    hint: 'Use the tokenizer.json that was published with these weights.',
    details,
  })

export const distillTooWide = (details: {
  readonly dim: number
  readonly teacher: string
  readonly teacherDim: number
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_DISTILL_TOO_WIDE',
    kind: 'invalid-input',
    message: `The teacher ${details.teacher} cannot be distilled to ${details.dim} dimensions: its own vectors have ${details.teacherDim}.`,
    hint: `Request ${details.teacherDim} dimensions or fewer (--dim).`,
    details,
  })

export const encoderClosed = (details: { readonly ref: string }): AttuneError =>
  new AttuneError({
    code: 'ENCODE_CLOSED',
    kind: 'invalid-input',
    message: `The encoder "${details.ref}" is closed and can no longer encode.`,
    hint: 'Open the encoder again with openEncoder.',
    details,
  })

export const workerDied = (details: { readonly ref: string; readonly reason: string }, cause?: unknown): AttuneError =>
  new AttuneError({
    code: 'ENCODE_WORKER_DIED',
    kind: 'external',
    message: `The encoding thread of "${details.ref}" exited unexpectedly: ${details.reason}.`,
    hint: 'Open the encoder again; if memory ran out, close other encoders first.',
    details,
    cause,
  })

const referencesTo = (kinds: readonly string[]): string =>
  kinds.map((kind) => `"${kind}:REF", such as "${kind}:bundled:default"`).join(', ')

export const rerankerRefMalformed = (details: {
  readonly ref: string
  readonly kinds: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_RERANKER_REF_MALFORMED',
    kind: 'invalid-input',
    message: `"${details.ref}" is not a valid reranker reference: it does not begin with a known kind and a colon.`,
    hint: `Write ${referencesTo(details.kinds)}.`,
    details,
  })

export const rerankerUnsupported = (details: {
  readonly ref: string
  readonly kinds: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'ENCODE_RERANKER_UNSUPPORTED',
    kind: 'unsupported',
    message: `"${details.ref}" is a cross-encoder, which this version of Attune cannot run yet.`,
    hint: `Rerank with an encoder: ${referencesTo(details.kinds)}.`,
    details,
  })
