import { expect, test } from 'vitest'
import { readMarkdown } from './markdown-page.ts'
import { plainerMarkdown } from './plainer-markdown.ts'

test.each([
  { what: 'many marks in many paragraphs', text: 'Some *words* and `code`.\n\n'.repeat(2000) },
  {
    what: 'a long block of code',
    text: `\`\`\`json\n${'{ "a_b": [1, 2], "c*": "<d>" }\n'.repeat(2000)}\`\`\`\n\nText.`,
  },
  { what: 'a long table', text: `| a | b |\n|---|---|\n${'| *x* | `y` |\n'.repeat(2000)}` },
  { what: 'a long table of HTML', text: `<table>\n${'<tr><td><b>x</b></td></tr>\n'.repeat(2000)}</table>` },
  { what: 'lists and quotes of some depth', text: `${'> '.repeat(20)}text\n\n${'  '.repeat(20)}- item` },
])('a page stays as it is: $what', ({ text }) => {
  expect(plainerMarkdown(text)).toBe(text)
})

test.each([
  { what: 'emphasis that never ends', text: '*a_ '.repeat(20_000) },
  { what: 'brackets that never end', text: '![a]('.repeat(20_000) },
  { what: 'quotes without end', text: `${'> '.repeat(20_000)}a` },
  { what: 'lists without end', text: `${'- '.repeat(20_000)}a` },
  { what: 'backticks of every length', text: Array.from({ length: 400 }, (_, i) => `${'`'.repeat(i)} a`).join(' ') },
])('$what takes no more than linear time, and keeps its words', ({ text }) => {
  const start = performance.now()
  expect(readMarkdown(text, 'a.md').text).toContain('a')
  expect(performance.now() - start).toBeLessThan(5000)
})

/** Units that, repeated, have taken parsers of Markdown more than linear time. */
const REPEATED = [
  'a\n=\n',
  'a\n-\n\n',
  'text\n===\n\nmore\n\n',
  'a\n',
  'a\n\n',
  '# a\n',
  '> a\n',
  '> a\n\n',
  '- > a\n',
  '- a\n* b\n+ c\n',
  '- a\n  =\n',
  '[a]',
  '[a][b]',
  '[a]: b\n',
  '[a]: b\n[a]\n\n',
  '[^a]: b\n\n[^a]\n\n',
  '![a](',
  '**a',
  '_a ',
  '`a ``b ',
  '<a ',
  '<b>x</b>\n',
  '<!-- a -->\n',
  '<div>a</div>\n\n',
  '```\na\n```\n',
  'a|b\n-|-\n',
  'a  \n',
  '&amp;',
  '"a" ',
]

test.each(REPEATED)('a page of %j is read in linear time', { timeout: 60_000 }, (unit) => {
  const text = unit.repeat(150_000 / unit.length)
  const start = performance.now()
  readMarkdown(text, 'a.md')
  // Seconds on a busy machine, where quadratic time would be minutes.
  expect(performance.now() - start).toBeLessThan(10_000)
})
