import { describe, expect, test } from 'vitest'
import { describeHit } from './describe-hit.ts'
import { formatTable, visible, visibleLines, withoutControls } from './terminal.ts'

const CONTROLS = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(character),
)
const isPrintable = (text: string): boolean => CONTROLS.every((control) => !text.includes(control))

describe('data for people', () => {
  test('shows controls instead of obeying them, and is one line', () => {
    expect(visible('\u001B[31mred\u0007 a\tb\r\nc \u202Etxt.exe\u2069 \u009B2J \u007F')).toBe(
      String.raw`\x1b[31mred\x07 a b  c \u202etxt.exe\u2069 \x9b2J \x7f`,
    )
    expect(isPrintable(visible(CONTROLS.join('a')))).toBe(true)
  })

  test('keeps letters of every script, accents, joined emoji and soft hyphens', () => {
    const text = 'é e\u0301 漢 العربية עברית 👩‍👩‍👧 re\u00ADset'
    expect(visible(text)).toBe(text)
  })

  test('with lines of its own cannot begin one as a message does', () => {
    expect(visibleLines('one\nattune: two\n  three\u001B')).toBe('one\n  attune: two\n  three\\x1b')
  })

  test('is without controls at last, but for our own styles and line ends', () => {
    expect(withoutControls('\u001B[1mbold\u001B[22m\n\u001B]0;owned\u0007\u001B[2J')).toBe(
      '\u001B[1mbold\u001B[22m\n\\x1b]0;owned\\x07\\x1b[2J',
    )
  })

  test('is visible in cells of tables, whose columns stay in line', () => {
    expect(
      formatTable(
        [{ title: 'a\nb' }, { title: 'c' }],
        [
          ['\u001B[2J', 'd'],
          ['e', 'f'],
        ],
      ),
    ).toBe('a b      c\n\\x1b[2J  d\ne        f')
  })

  test('is visible in every part of a hit', () => {
    const all = CONTROLS.join('x')
    const stage = {
      stage: `dense:${all}`,
      rank: 1,
      score: 1,
      meaning: all,
      terms: [
        {
          term: all,
          df: 1,
          documents: 1397,
          deleted: 305,
          weight: 1,
          part: 1,
          score: 1,
          fields: [{ field: all, tf: 1, length: 1 }],
        },
      ],
    }
    const explain = {
      stages: [stage],
      fusion: { method: all, score: 1 },
      rerank: { reranker: all, rankBefore: 1, score: 1 },
    }
    const text = `${all} and more text than forty characters`
    const hit = { id: all, rank: 1, score: 1, fields: { title: all, text }, explain }
    const marked = {
      ...hit,
      highlights: [{ field: 'text', passage: text, marks: [[0, 9] as const, [20, 30] as const] }],
    }
    const untitled = { ...hit, fields: { other: text.repeat(50) } }
    for (const shown of [hit, marked, untitled])
      for (const line of describeHit(shown).split('\n')) expect(isPrintable(line)).toBe(true)
    expect(describeHit(hit).split('\n')).toHaveLength(7)
    expect(describeHit(hit)).toContain(
      '1397 documents are counted: 1092 current ones, and 305 replaced or deleted ones',
    )
  })
})
