import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown-page.ts'

const read = (...lines: string[]): ReturnType<typeof readMarkdown> => readMarkdown(lines.join('\n'), 'a.md')

describe('Markdown as a document', () => {
  test('gives readable text without markup, and keeps code', () => {
    const page = read(
      '# Reset your *password*',
      '',
      'Open **Settings**, then',
      'press [Reset](https://x.test "now") or `F5`.',
      '',
      '- first',
      '- second',
      '  1. inner',
      '',
      '> quoted ![a lock](lock.png)',
      '',
      '```sh',
      'npm  run reset',
      '```',
      '',
      '---',
      '| Key | Value |',
      '|-----|-------|',
      '| a   | ~~b~~ |',
      '',
      '<p>From <b>HTML</b></p>',
    )
    expect(page).toEqual({
      title: 'Reset your password',
      text: [
        'Open Settings, then press Reset or F5.',
        'first\nsecond\ninner',
        'quoted a lock',
        'npm  run reset',
        'Key\tValue\na\tb',
        'From HTML',
      ].join('\n\n'),
    })
  })

  test('takes the title from front matter, the rest of which becomes metadata', () => {
    expect(
      read('---', 'title: "Billing: invoices"', 'tags: [a, b]', 'date: 2024-01-31', 'draft: no', '---', '', 'Text.'),
    ).toEqual({
      title: 'Billing: invoices',
      text: 'Text.',
      metadata: { title: 'Billing: invoices', tags: ['a', 'b'], date: '2024-01-31', draft: 'no' },
    })
  })

  test.each([
    { what: 'keeps a heading that is not the title', lines: ['---', 'title: A', '---', '# B'], title: 'A', text: 'B' },
    { what: 'does not repeat a heading that is', lines: ['---', 'title: A', '---', '# A', 'x'], title: 'A', text: 'x' },
    { what: 'keeps a title that does not open the text', lines: ['x', '', '## A'], title: 'A', text: 'x\n\nA' },
    { what: 'has no title without a heading', lines: ['x'], title: undefined, text: 'x' },
    { what: 'takes a rule for a rule', lines: ['---', 'Just a sentence', '---', 'x'], title: 'Just a sentence' },
    { what: 'reads empty front matter as none', lines: ['---', '---', 'x'], title: undefined, text: 'x' },
  ])('$what', ({ lines, title, text }) => {
    const page = read(...lines)
    expect(page.title).toBe(title)
    if (text !== undefined) expect(page.text).toBe(text)
  })

  test('names file and line of front matter that is no YAML', () => {
    expect(() => read('---', 'title: a', 'tags: [a, b', '---', 'x')).toThrow(
      expect.objectContaining({
        code: 'DATA_FRONT_MATTER_INVALID',
        message: expect.stringMatching(/a\.md:[34] is not valid YAML: (?!.* at line )/) as string,
      }),
    )
  })

  test.each([
    { title: '2024', is: '2024' },
    { title: '2024-01-01', is: '2024-01-01' },
    { title: '1.10', is: '1.10' },
    { title: 'true', is: 'true' },
    { title: '0', is: '0' },
  ])('takes a title that YAML reads as a number, date or boolean as it is written: $title', ({ title, is }) => {
    expect(read('---', `title: ${title}`, '---', '# Heading').title).toBe(is)
  })

  test('keeps numbers of front matter as numbers where that changes nothing, else as they are written', () => {
    const lines = [
      'views: 12',
      'version: 1.10',
      'price: 19.9',
      'id: 12345678901234567890',
      'score: .nan',
      'draft: true',
    ]
    expect(read('---', ...lines, '2024: x', '---', 'x').metadata).toEqual({
      views: 12,
      version: '1.10',
      price: 19.9,
      id: '12345678901234567890',
      score: '.nan',
      draft: true,
      2024: 'x',
    })
  })
})
