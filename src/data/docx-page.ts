/** @file DOCX -> a title and the text that a reader sees, by way of HTML. */
import mammoth from 'mammoth'
import { fileDamaged, fileEncrypted } from './errors.ts'
import { readHtml } from './html-page.ts'
import type { Page } from './page.ts'

/** Office packs a document with a password into the container of its older formats. */
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])

const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"]

/** @throws DATA_FILE_ENCRYPTED, DATA_FILE_DAMAGED */
export async function readDocx(bytes: Buffer, file: string): Promise<Page> {
  if (bytes.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) throw fileEncrypted({ file, format: 'DOCX' })
  return readHtml(await htmlOf(bytes, file))
}

async function htmlOf(buffer: Buffer, file: string): Promise<string> {
  // Pictures would be copied into the HTML; of them only the alternative text is read.
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
  try {
    return (await mammoth.convertToHtml({ buffer }, { styleMap: STYLES, convertImage })).value
  } catch (error) {
    throw fileDamaged({ file, format: 'DOCX', reason: error instanceof Error ? error.message : String(error) }, error)
  }
}
