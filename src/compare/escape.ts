/** @file Text of documents, queries and plans inside HTML and Markdown: shown as it is, never taken for markup. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For elements and for attributes in quotes. Control characters, which HTML does not allow, become spaces. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replaceAll(/\p{Cc}/gu, ' ')

/** For a paragraph or a cell of a table: one line, without emphasis, links, HTML or bare addresses that become links. */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]()<>#+|~!&:@$^=-]/g, String.raw`\$&`)
    .replaceAll(/\bwww\./gi, String.raw`www\.`)
