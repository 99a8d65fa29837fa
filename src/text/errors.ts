/** @file Errors of analysis, tokenization and chunking: one factory for each. */
import { AttuneError } from '../base/errors.ts'

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

export const languageUnknown = (details: {
  readonly language: string
  readonly accepted: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'TEXT_LANGUAGE_UNKNOWN',
    kind: 'invalid-input',
    message: `The language "${details.language}" is not supported. Supported are ${listed(details.accepted)}.`,
    hint: 'Choose one of the supported languages, or "none" for no stemming and no stop words.',
    details,
  })

export const settingUnknown = (details: {
  readonly setting: string
  readonly accepted: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'TEXT_SETTING_UNKNOWN',
    kind: 'invalid-input',
    message: `An analyzer has no setting "${details.setting}". Its settings are ${listed(details.accepted)}.`,
    hint: 'Correct the spelling of the setting or leave it out.',
    details,
  })

export const tokenizerUnusable = (details: { readonly reason: string }, cause?: unknown): AttuneError =>
  new AttuneError({
    code: 'TEXT_TOKENIZER_UNUSABLE',
    kind: 'corrupt',
    message: `This tokenizer.json cannot be used: ${details.reason.replace(/\.$/, '')}.`,
    hint: 'Check that tokenizer.json is complete, and download it again from the source of the model.',
    details,
    cause,
  })

export const lengthTooSmall = (details: { readonly lengthMax: number; readonly specialTokens: number }): AttuneError =>
  new AttuneError({
    code: 'TEXT_LENGTH_TOO_SMALL',
    kind: 'invalid-input',
    message: `A limit of ${details.lengthMax} tokens is too small: it must be a whole number of at least ${details.specialTokens}, the number of special tokens.`,
    hint: `Pass a lengthMax of at least ${details.specialTokens}, ideally the model's own limit.`,
    details,
  })

export const chunkSizeInvalid = (details: {
  readonly option: string
  readonly value: number
  readonly rule: string
}): AttuneError =>
  new AttuneError({
    code: 'TEXT_CHUNK_SIZE_INVALID',
    kind: 'invalid-input',
    message: `Text cannot be chunked with ${details.option} = ${details.value}: it must be ${details.rule}.`,
    hint: `Pass a ${details.option} that is ${details.rule}.`,
    details,
  })

export const synonymsInvalid = (details: {
  readonly line: number
  readonly text: string
  readonly problem: string
}): AttuneError =>
  new AttuneError({
    code: 'TEXT_SYNONYMS_INVALID',
    kind: 'invalid-input',
    message: `Line ${details.line} of the synonyms, "${details.text}", is no rule: ${details.problem}.`,
    hint: 'Write words for the same, separated by commas ("tv, television"), or what is read as what ("usa => united states").',
    details,
  })
