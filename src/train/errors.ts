/** @file Errors of training. */
import { AttuneError } from '../base/errors.ts'

export const budgetInvalid = ({
  steps,
  minutes,
}: {
  readonly steps?: number | undefined
  readonly minutes?: number | undefined
}): AttuneError =>
  new AttuneError({
    code: 'TRAIN_BUDGET_INVALID',
    kind: 'invalid-input',
    message: `Training needs steps or minutes above 0; got steps ${steps ?? 'none'} and minutes ${minutes ?? 'none'}.`,
    hint: 'Pass a number of steps, a number of minutes, or both.',
    details: { steps, minutes },
  })

export const batchMalformed = ({ reason }: { readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'TRAIN_BATCH_MALFORMED',
    kind: 'invalid-input',
    message: `A training batch does not fit the table: ${reason}.`,
    hint: 'Check how batches are made from token ids.',
    details: {},
  })

export const encoderNotStatic = ({ ref }: { readonly ref: string }): AttuneError =>
  new AttuneError({
    code: 'TRAIN_ENCODER_NOT_STATIC',
    kind: 'unsupported',
    message: `Only static encoders (tables of token vectors) can be adapted, and "${ref}" is a transformer.`,
    hint: 'Adapt "bundled:default", or a model2vec or StaticEmbedding folder.',
    details: { ref },
  })

export const textMissing = ({ documents }: { readonly documents: number }): AttuneError =>
  new AttuneError({
    code: 'TRAIN_TEXT_MISSING',
    kind: 'invalid-input',
    message: `None of ${documents} documents has text to learn from.`,
    hint: 'Name the fields that hold text.',
    details: { documents },
  })

export const trainingThreadDied = ({ reason }: { readonly reason: string }, cause?: unknown): AttuneError =>
  new AttuneError({
    code: 'TRAIN_THREAD_DIED',
    kind: 'external',
    message: `A training thread exited unexpectedly: ${reason}.`,
    hint: 'Try again with fewer threads, or with more memory.',
    details: { reason },
    cause,
  })

export const textsUnpaired = (details: {
  readonly texts: number
  readonly rows: number
  readonly dim: number
  readonly teacherDim: number
}): AttuneError =>
  new AttuneError({
    code: 'TRAIN_TEXTS_UNPAIRED',
    kind: 'invalid-input',
    message: `There are ${details.texts} texts and ${details.rows} vectors of ${details.dim} dimensions; each text needs one vector from the teacher, which has ${details.teacherDim} dimensions.`,
    hint: 'Encode exactly these texts with the teacher: attune encode --encoder TEACHER --input TEXTS --output VECTORS.npy.',
    details,
  })
