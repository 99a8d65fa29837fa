/** @file Errors of a lexical index. */
import { AttuneError } from '../../base/errors.ts'

export const invalidScoring = (details: {
  readonly formula: string
  readonly parameter: string
  readonly value: unknown
  readonly allowed: string
}): AttuneError =>
  new AttuneError({
    code: 'LEXICAL_INVALID_SCORING',
    kind: 'invalid-input',
    message: `The scoring "${details.formula}" has ${details.parameter} = ${String(details.value)}, but ${details.allowed}.`,
    hint: `Set ${details.parameter} to an allowed value, or omit it to use the default.`,
    details,
  })

export const invalidFieldWeight = (details: { readonly field: string; readonly weight: number }): AttuneError =>
  new AttuneError({
    code: 'LEXICAL_INVALID_FIELD_WEIGHT',
    kind: 'invalid-input',
    message: `The field "${details.field}" has weight ${details.weight}, but weights must be finite and at least 0.`,
    hint: 'Give every field a weight of 0 (not searched) or more.',
    details,
  })

export const ordinalOutOfOrder = (details: { readonly ordinal: number; readonly previous: number }): AttuneError =>
  new AttuneError({
    code: 'LEXICAL_ORDINAL_OUT_OF_ORDER',
    kind: 'invalid-input',
    message: `Ordinal ${details.ordinal} follows ${details.previous}, but ordinals must be whole numbers below 2^32 in ascending order.`,
    hint: 'Give every added document a higher ordinal than all earlier ones.',
    details,
  })
