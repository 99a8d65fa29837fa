import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { describe, expect, test } from 'vitest'
import { markdownHeadings } from './markdown-headings.ts'

const headings = (text: string): string[] =>
  markdownHeadings(text).map(({ start, depth, source }) => `${start} ${'#'.repeat(depth)} ${source}`)

describe('headings are found', () => {
  test('of both kinds, with the signs at their end removed', () => {
    expect(headings('# A\ntext\n\nB\nb\n---\n###### C ##\n####### no\n#no\n  ## d#')).toEqual([
      '0 # A',
      '10 ## B\nb',
      '18 ###### C',
      '45 ## d#',
    ])
  })

  test('not in lists, quotes, code and HTML, nor where a line is none', () => {
    const inside = [
      '- # a\n\n  # b\n',
      '1. a\n   b\n   ===\n',
      '> # a\n> b\nc\n===\n',
      '```sh\n# a\n```\n',
      '~~~\n# a\n```\n~~~\n',
      '    # a\n',
      '<!-- \n# a\n-->\n',
      '<div>\n# a\n</div>\n',
      '<pre>\n\n# a\n</pre>\n',
      'a | b\n-|-\nc | d\n===\n',
      '[a]: b\n===\n',
      '- - -\n',
      'a\n= =\n',
    ]
    for (const text of inside) expect(headings(text), text).toEqual([])
  })

  test('over more than one line, also where a line looks like the second item of a list', () => {
    expect(headings('a\n2. b\n===\n\nc\n-\n')).toEqual(['0 # a\n2. b', '12 ## c'])
  })

  test('behind lists, quotes and code', () => {
    expect(headings('- a\n# A\n> b\n# B\n```\n```\n# C\n<p>\n\n# D')).toEqual(['4 # A', '12 # B', '24 # C', '33 # D'])
  })

  test('as the full parser finds them', () => {
    const line = fc.constantFrom(
      '# A',
      '## B ##',
      'text',
      'more *text*',
      '===',
      '---',
      '- item',
      '  in item',
      '    deep',
      '1. one',
      '> quote',
      '> # quote',
      '>',
      '',
      ' ',
      '```',
      '~~~ sh',
      '<div>',
      '</div>',
      '<!-- a',
      '-->',
      '\ttab',
      '-\ttab',
      '* * *',
      '| a |',
      '| - |',
      '>> a',
      '   # A',
      '#',
      '####### A',
      '<?a',
      '?>',
      '> ```',
      '- ```',
      '> - a',
      'a\\',
      '- - a',
      '`a`',
      '<script>',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end)
        const { children } = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
        const expected = children.flatMap((node) =>
          node.type === 'heading'
            ? [`${text.lastIndexOf('\n', (node.position?.start.offset ?? 0) - 1) + 1} ${node.depth}`]
            : [],
        )
        expect(markdownHeadings(text).map(({ start, depth }) => `${start} ${depth}`)).toEqual(expected)
      }),
      { numRuns: 2000, seed: 12 },
    )
  })
})
