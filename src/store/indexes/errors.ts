/** @file What can go wrong with what is asked of an index: one factory for each error. */
import { AttuneError } from '../../base/errors.ts'

export const vectorInvalid = (details: {
  readonly space: string
  readonly problem: string
  readonly collection: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_VECTOR_INVALID',
    kind: 'invalid-input',
    message: `The vector for space "${details.space}" of collection "${details.collection}" cannot be used: ${details.problem}.`,
    hint: 'Pass a vector made by the encoder of the space.',
    details,
  })
