import { expect, test } from 'vitest'
import { checkOptions, type OptionNames } from './check-options.ts'
import { nearest } from './nearest.ts'

interface Options {
  readonly limit?: number
  readonly filter?: string
}
const names: OptionNames<Options> = { limit: true, filter: true }
const check = (options: unknown): void => checkOptions('search', options as Options, names)

test('options of known names pass, and none at all', () => {
  for (const options of [undefined, {}, { limit: 3 }, { limit: 3, filter: undefined }])
    expect(() => check(options)).not.toThrow()
})

test.each([
  ['limt', 'limit'],
  ['Limit', 'limit'],
  ['fliter', 'filter'],
  ['filtre', 'filter'],
])('%s is refused by its name, and %s is suggested', (option, meant) => {
  expect(() => check({ [option]: 1 })).toThrow(`search has no option "${option}". Its options are limit, filter.`)
  expect(() => check({ [option]: 1 })).toThrow(
    expect.objectContaining({ code: 'BASE_OPTION_UNKNOWN', hint: expect.stringContaining(`"${meant}"`) }),
  )
})

test.each(['constructor', 'toString', 'page', ''])('%j is near no option, and what is known is listed', (option) => {
  expect(() => check({ [option]: undefined })).toThrow(
    expect.objectContaining({ code: 'BASE_OPTION_UNKNOWN', hint: expect.stringContaining('Leave') }),
  )
})

test.each([null, 7, 'text', [1], true, 3n, () => 1])('%s is no object of options', (options) => {
  expect(() => check(options)).toThrow(expect.objectContaining({ code: 'BASE_OPTIONS_INVALID' }))
})

test('the nearest word is at most one typo in three letters away, whatever its case', () => {
  expect(nearest('defualt', ['titles', 'default'])).toBe('default')
  expect(nearest('TITLE', ['titles', 'title'])).toBe('title')
  expect(nearest('ab', ['xy', 'zz'])).toBeUndefined()
  expect(nearest('anything', [])).toBeUndefined()
})
