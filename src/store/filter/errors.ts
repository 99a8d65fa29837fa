/** @file What can go wrong with filters: one factory for each error. */
import { AttuneError } from '../../base/errors.ts'

export const filterInvalid = (details: {
  readonly filter: unknown
  readonly problems: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'STORE_FILTER_INVALID',
    kind: 'invalid-input',
    message: `The filter is invalid: ${details.problems.join('; ')}.`,
    hint: 'Write conditions such as { "field": "price", "lt": 20 }, joined by { "and": [...] }, { "or": [...] } or { "not": ... }; in code parseFilter(\'price < 20\') makes one of text.',
    details,
  })

export const filterTypeMismatch = (details: {
  readonly field: string
  readonly value: unknown
  readonly asked: string
  /** What kinds of values there are, each with its count. */
  readonly holds: string
  readonly declared: string | undefined
  /** Whether there are numbers or booleans, too. */
  readonly isMixed: boolean
  /** Whether the values are texts to whoever asks, codes for example, and no prices. */
  readonly isTextMeant: boolean
}): AttuneError => {
  const { field, value, asked, holds, declared } = details
  const literal = JSON.stringify(value)
  const as = declared === undefined ? '' : `, declared as ${declared}`
  return new AttuneError({
    code: 'STORE_FILTER_TYPE_MISMATCH',
    kind: 'invalid-input',
    message: `The filter compares "${field}" with ${literal}, a ${asked}, but the documents hold ${holds} there${as}.`,
    hint: mismatchHint(details),
    details,
  })
}

function mismatchHint({
  field,
  value,
  asked,
  holds,
  declared,
  isMixed,
  isTextMeant,
}: Parameters<typeof filterTypeMismatch>[0]): string {
  if (declared === 'date') return 'Write a date in quotes, as ISO 8601 has it: "2024-01-31" or "2024-01-31T12:00:00Z".'
  if (declared === 'boolean') return 'Write true or false, without quotes.'
  if (declared === 'text')
    return `Write the value in quotes: "${String(value)}" is compared with the texts, character by character.`
  if (declared === 'number' || (asked === 'string' && !holds.includes('string')))
    return 'Write the value without quotes.'
  if (isTextMeant && !isMixed) return 'Write the value in quotes to find exactly that text.'
  const correct = `make them numbers, dates or texts throughout and add the documents again; \`attune add --types ${field}=number\` into a new collection tells where each is that does not fit`
  return asked !== 'string' && isTextMeant
    ? `Write the value in quotes to find exactly that text, or correct the values: ${correct}.`
    : `Correct the values: ${correct}.`
}

export const filterOrderAmbiguous = (details: {
  readonly field: string
  readonly value: string
  readonly example: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_FILTER_ORDER_AMBIGUOUS',
    kind: 'invalid-input',
    message: `The filter compares "${details.field}" with ${JSON.stringify(details.value)} as text, but values such as ${JSON.stringify(details.example)} read as numbers, which sort differently.`,
    hint: 'Store plain numbers (without currency signs and separators of thousands) and compare without quotes, or declare the field in a new collection if the order of texts is meant: --types FIELD=text.',
    details,
  })

export const filterUnreadable = (details: {
  readonly text: string
  readonly position: number
  readonly problem: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_FILTER_UNREADABLE',
    kind: 'invalid-input',
    message: `The filter cannot be read: ${details.problem} at position ${details.position + 1}.\n  ${details.text}\n  ${' '.repeat(details.position)}^`,
    hint: 'Write conditions such as: category = "billing" and (price < 20 or not brand in ("x", "y")) and exists(sku)',
    details,
  })
