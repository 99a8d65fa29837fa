import { expect, test } from 'vitest'
import { queryLast } from './dashed-query.ts'

test.each([
  ['-reset password', ['--', '-reset password']],
  ['-reset', ['--', '-reset']],
  ['-20°C', ['--', '-20°C']],
  ['-"two words" rest', ['--', '-"two words" rest']],
  ['- a', ['--', '- a']],
])('%s is a query', (query, wanted) => {
  expect(queryLast([query])).toEqual(wanted)
  expect(queryLast(['--limit', '3', query, '--json'])).toEqual(['--limit', '3', '--json', ...wanted])
  expect(queryLast(['--explain', query])).toEqual(['--explain', ...wanted])
})

test.each(['-h', '-V', '-help', '--limit', '--limit=3', '--plain', 'word', '-'])('%s is none', (arg) => {
  expect(queryLast(['query', arg])).toEqual(['query', arg])
})

test('the value of an option, and what stands behind two dashes, stay where they are', () => {
  expect(queryLast(['query', '--filter', '-x > 3'])).toEqual(['query', '--filter', '-x > 3'])
  expect(queryLast(['--', '-reset password'])).toEqual(['--', '-reset password'])
})
