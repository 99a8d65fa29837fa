/** @file A file that names documents: their ids, one on each line, or the documents themselves. */
import process from 'node:process'

/** A line that is a JSON object is a document; so is every row of a table. */
export async function readIds(
  file: string,
  { idField, signal }: { readonly idField: string | undefined; readonly signal: AbortSignal },
): Promise<string[]> {
  const [{ findFormat, isPageFormat }, { readDocuments }] = await Promise.all([
    import('../data/formats.ts'),
    import('../data/read-documents.ts'),
  ])
  const format = file === '-' ? undefined : findFormat(file)
  if (format === undefined || isPageFormat(format)) return readLines(file)
  const ids: string[] = []
  for await (const { id } of readDocuments(file, { idField, signal })) ids.push(id)
  return ids
}

async function readLines(file: string): Promise<string[]> {
  const [{ readUtf8 }, { splitLines }, { nothingToRead }] = await Promise.all([
    import('../data/charset.ts'),
    import('../data/lines.ts'),
    import('../data/errors.ts'),
  ])
  const name = file === '-' ? '<stdin>' : file
  const ids: string[] = []
  for await (const lines of splitLines(readUtf8(file === '-' ? process.stdin : file, { name }), { file: name }))
    for (const { text } of lines) ids.push(text.trim())
  if (ids.length === 0) throw nothingToRead({ source: name })
  return ids
}
