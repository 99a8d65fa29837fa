import { expect, test } from 'vitest'
import { parseSynonyms } from './synonym-rules.ts'

test('words for the same, one-way rules, comments, escapes', () => {
  expect(
    parseSynonyms([
      '# comment',
      '',
      'tv, television set',
      'usa, u s => united states , america',
      String.raw`a\,b, c\=>d`,
    ]),
  ).toEqual([
    { from: ['tv', 'television set'], to: ['tv', 'television set'] },
    { from: ['usa', 'u s'], to: ['united states', 'america'] },
    { from: ['a,b', 'c=>d'], to: ['a,b', 'c=>d'] },
  ])
})

test.each([
  ['a => b => c', 'more than one'],
  ['=> b', 'no word'],
  ['a =>', 'no word'],
  ['alone', 'single word'],
  ['a, ,', 'single word'],
])('"%s" is refused with its line: %s', (line, problem) => {
  expect(() => parseSynonyms(['x, y', line])).toThrow('Line 2')
  expect(() => parseSynonyms(['x, y', line])).toThrow(problem)
})
