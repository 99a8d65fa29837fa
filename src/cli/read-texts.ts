/** @file Files of texts, one on each line: a JSON string, or an object with "text" and perhaps "title". */
import { lineBlank, noTextInRow } from './errors.ts'

/** @throws CLI_* naming the line that has none; a file without lines is refused */
export async function readTexts(file: string): Promise<string[]> {
  const [{ readJsonLines }, { nothingToRead }, { readUtf8 }, { countLines }] = await Promise.all([
    import('../data/json-lines.ts'),
    import('../data/errors.ts'),
    import('../data/charset.ts'),
    import('../data/lines.ts'),
  ])
  const texts: string[] = []
  for await (const { value, line } of readJsonLines(file)) {
    // Row i must be line i + 1, so that callers can pair the two.
    if (line !== texts.length + 1) throw lineBlank({ file, line: texts.length + 1 })
    texts.push(textOf(value) ?? raiseNoText(file, line))
  }
  if (texts.length === 0) throw nothingToRead({ source: file })
  if ((await countLines(readUtf8(file, {}))) > texts.length) throw lineBlank({ file, line: texts.length + 1 })
  return texts
}

/** As documents are encoded when they are added: title and text, joined by a space. */
function textOf(row: unknown): string | undefined {
  if (typeof row === 'string') return row
  if (typeof row !== 'object' || row === null) return undefined
  const { title, text } = row as { title?: unknown; text?: unknown }
  const parts = [title, text].filter((part) => typeof part === 'string')
  return parts.length === 0 ? undefined : parts.filter((part) => part !== '').join(' ')
}

function raiseNoText(file: string, line: number): never {
  throw noTextInRow({ file, line })
}
