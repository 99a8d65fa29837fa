import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import type { AttuneError } from '../base/errors.ts'
import { readDocuments } from './read-documents.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-office-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function fieldsOf(path: string): Promise<unknown> {
  for await (const { fields } of readDocuments(path)) return fields
  return undefined
}

/** Without compression. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  let offset = 0
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []]
  for (const [name, content] of Object.entries(files)) {
    const [title, data] = [Buffer.from(name), Buffer.from(content)]
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt32LE(crc32(data), 10)
    about.writeUInt32LE(data.length, 14)
    about.writeUInt32LE(data.length, 18)
    about.writeUInt16LE(title.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), about, title, data])
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), about, place, title]))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(centrals)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(centrals.length, 4)
  end.writeUInt16LE(centrals.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end])
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const paragraph = (text: string, style = ''): string =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`
const cell = (text: string): string => `<w:tc>${paragraph(text)}</w:tc>`

const docx = (body: string): Buffer =>
  zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/styles.xml': `<w:styles ${W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    'word/document.xml': `<w:document ${W}><w:body>${body}</w:body></w:document>`,
  })

function pdf(contents: readonly string[], { info = '', trailer = '' } = {}): string {
  const pages = contents.map((content, at) => {
    const id = 10 + 2 * at
    return `${id} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F 3 0 R>>>>/Contents ${id + 1} 0 R>>\nendobj\n${id + 1} 0 obj\n<</Length ${content.length}>>\nstream\n${content}\nendstream\nendobj\n`
  })
  const kids = contents.map((_, at) => `${10 + 2 * at} 0 R`).join(' ')
  return `%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count ${contents.length}/Kids[${kids}]>>\nendobj\n3 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n4 0 obj\n<<${info}>>\nendobj\n${pages.join('')}trailer\n<</Root 1 0 R/Info 4 0 R${trailer}>>\n%%EOF\n`
}

const show = (text: string): string => `BT /F 12 Tf 20 200 Td (${text}) Tj ET`

test('a DOCX file gives its first heading as the title, and paragraphs and cells as HTML does', async () => {
  const body = `${paragraph('Lease', 'Heading1')}${paragraph('The tenant pays.')}<w:tbl><w:tr>${cell('Rent')}${cell('900')}</w:tr></w:tbl>`
  const fields = (await fieldsOf(write('lease.docx', docx(body)))) as { title: string; text: string }
  expect(fields.title).toBe('Lease')
  expect(fields.text).toMatch(/^Lease\n+The tenant pays\.\n+Rent\s+900$/)
})

test('a PDF file gives its title and its pages, set apart by a form feed', async () => {
  const path = write('manual.pdf', pdf([show('First page'), show('Second page')], { info: '/Title(Manual)' }))
  expect(await fieldsOf(path)).toMatchObject({ title: 'Manual', text: 'First page\n\f\nSecond page' })
  expect(await fieldsOf(write('untitled.pdf', pdf([show('Text')])))).toMatchObject({ title: 'untitled' })
})

const key = '0'.repeat(64)
const lock = `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${key}>/U<${key}>>>`

test.each([
  ['a DOCX file with a password', 'a.docx', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'DATA_FILE_ENCRYPTED'],
  ['a PDF file with a password', 'a.pdf', pdf([show('x')], { trailer: lock }), 'DATA_FILE_ENCRYPTED'],
  ['a scanned PDF file', 'b.pdf', pdf(['', '']), 'DATA_FILE_WITHOUT_TEXT'],
  ['a DOCX file that is none', 'b.docx', 'x', 'DATA_FILE_DAMAGED'],
  ['a DOCX file cut off', 'c.docx', docx(paragraph('x')).subarray(0, 600), 'DATA_FILE_DAMAGED'],
  ['a zip file with another name', 'd.docx', zip({ a: 'b' }), 'DATA_FILE_DAMAGED'],
  ['a PDF file that is none', 'c.pdf', 'x', 'DATA_FILE_DAMAGED'],
])('%s is refused with the reason, and does not stop the others', async (_, name, content, code) => {
  const [bad, good] = [write(name, content), write('good.txt', 'Fine.')]
  await expect(fieldsOf(bad)).rejects.toMatchObject({ code })
  const codes: string[] = []
  const onProblem = (problem: AttuneError): number => codes.push(problem.code)
  const ids: string[] = []
  for await (const { id } of readDocuments([bad, good], { root: folder, onProblem })) ids.push(id)
  expect({ ids, codes }).toEqual({ ids: ['good.txt'], codes: [code] })
})
