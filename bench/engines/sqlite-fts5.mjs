/** SQLite FTS5 (through libsql): BM25, any of the words. */
import Database from 'libsql'

export { load } from './_texts.mjs'

export async function build({ corpus }) {
  const db = new Database(':memory:')
  db.exec('create virtual table doc using fts5(text)')
  const insert = db.prepare('insert into doc(rowid, text) values (?, ?)')
  db.exec('begin')
  for (const [row, text] of corpus.entries()) insert.run(row + 1, text)
  db.exec('commit')
  return db.prepare('select rowid from doc where doc match ? order by rank limit ?')
}

export const search = (statement, query, k) =>
  statement.all(query.split(' ').join(' OR '), k).map(({ rowid }) => rowid - 1)
