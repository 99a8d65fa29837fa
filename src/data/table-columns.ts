/** @file The header of a table of text, and each row as an object by its names. */
import { csvInvalid } from './errors.ts'

/** Names of columns; one without a name is `column_<n>`. @throws DATA_CSV_INVALID for a name that occurs twice */
export function tableColumns(
  header: readonly string[],
  { file, line }: { readonly file: string; readonly line: number },
): readonly string[] {
  const columns = header.map((name, index) => (name.trim() === '' ? `column_${index + 1}` : name))
  const seen = new Set<string>()
  for (const name of columns) {
    if (seen.has(name)) throw csvInvalid({ file, line, reason: `the header has the column "${name}" twice` })
    seen.add(name)
  }
  return columns
}

/** @throws DATA_CSV_INVALID for a row of another width than the header's */
export function tableObject(
  record: readonly string[],
  { columns, file, line }: { readonly columns: readonly string[]; readonly file: string; readonly line: number },
): Readonly<Record<string, string>> {
  if (record.length !== columns.length) {
    const reason = `the header has ${columns.length} columns, but the row has ${record.length}`
    throw csvInvalid({ file, line, reason })
  }
  return Object.fromEntries(columns.map((column, index) => [column, record[index] ?? '']))
}
