/** @file What can go wrong with encoders: one factory for each error. */
import { AttuneError } from '../base/errors.ts'

export const modelNotFound = (details: { readonly ref: string; readonly place: string }): AttuneError =>
  new AttuneError({
    code: 'ENCODE_MODEL_NOT_FOUND',
    kind: 'not-found',
    message: `No model is at "${details.place}", which "${details.ref}" names.`,
    hint: 'Pass the path of a model folder, or "bundled:default" for the model that comes with this package.',
    details,
  })
