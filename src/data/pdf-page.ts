/** @file PDF -> a title and its text, page by page. */
import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { fileDamaged, fileEncrypted, fileWithoutText } from './errors.ts'
import type { Page } from './page.ts'

/**
 * Pages are set apart by a form feed, as in other tools' text of a PDF.
 *
 * @throws DATA_FILE_ENCRYPTED, DATA_FILE_DAMAGED; DATA_FILE_WITHOUT_TEXT where all pages are pictures, as a scanner makes them
 */
export async function readPdf(bytes: Buffer, file: string): Promise<Page> {
  const { title, pages } = await contentOf(bytes, file)
  if (pages.every((page) => page.trim() === '')) throw fileWithoutText({ file, format: 'PDF', pages: pages.length })
  return { title: title === '' ? undefined : title, text: pages.map((page) => page.trim()).join('\n\f\n') }
}

interface Content {
  readonly title: string
  readonly pages: readonly string[]
}

async function contentOf(bytes: Buffer, file: string): Promise<Content> {
  try {
    // The parser takes the array that it gets for its own.
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    try {
      const { text } = await extractText(document, { mergePages: false })
      const { Title } = (await getMeta(document)).info as { readonly Title?: unknown }
      return { title: typeof Title === 'string' ? Title.trim() : '', pages: text }
    } finally {
      await document.loadingTask.destroy()
    }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    if (name === 'PasswordException') throw fileEncrypted({ file, format: 'PDF' }, error)
    throw fileDamaged({ file, format: 'PDF', reason: message }, error)
  }
}
