/** @file What goes wrong in adapting a collection. */
import { AttuneError } from '../base/errors.ts'

export const spacesMissing = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'ADAPT_NO_SPACES',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" has words only: there is no encoder to adapt.`,
    hint: 'Add its documents to a collection that was made with an encoder (bundled:default unless another is named).',
    details,
  })

export const notAdapted = (details: { readonly collection: string; readonly space: string }): AttuneError =>
  new AttuneError({
    code: 'ADAPT_NOT_ADAPTED',
    kind: 'invalid-input',
    message: `The space "${details.space}" of "${details.collection}" has the encoder that it was made with: there is no adaptation to revert.`,
    hint: 'Adapt it first (attune adapt), or name another space.',
    details,
  })

export const spaceUnnamed = (details: {
  readonly collection: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'ADAPT_SPACE_UNNAMED',
    kind: 'invalid-input',
    message: `Which space of "${details.collection}" to adapt is not said; it has: ${details.known.join(', ')}.`,
    hint: 'Name one of them (--space).',
    details,
  })
