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
