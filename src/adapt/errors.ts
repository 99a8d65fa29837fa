/** @file Errors of adapting a collection. */
import { AttuneError } from '../base/errors.ts'

export const spacesMissing = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'ADAPT_NO_SPACES',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" has no vectors, so it has no encoder to adapt.`,
    hint: 'Add its documents to a collection with an encoder (bundled:default unless you name another).',
    details,
  })

export const notAdapted = (details: { readonly collection: string; readonly space: string }): AttuneError =>
  new AttuneError({
    code: 'ADAPT_NOT_ADAPTED',
    kind: 'invalid-input',
    message: `The space "${details.space}" of "${details.collection}" still has its original encoder, so there is no adaptation to revert.`,
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
    message: `The collection "${details.collection}" has several spaces, and none was named: ${details.known.join(', ')}.`,
    hint: 'Name one of them (--space).',
    details,
  })
