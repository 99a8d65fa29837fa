/** @file The plain data that all directories share: documents, queries, judgements and rankings. */

/** A value of a field: any JSON value. Dates are ISO 8601 strings; NaN and infinities do not occur. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue }

/** One searchable item. `id` is the user's own, unique in its collection; it is not repeated in `fields`. */
export interface Document {
  readonly id: string
  readonly fields: Readonly<Record<string, FieldValue>>
}

/** One query; `fields` holds the other fields of its source (without id and text). */
export interface Query {
  readonly id: string
  readonly text: string
  readonly fields: Readonly<Record<string, FieldValue>>
}

/** Grades of one query: document id -> integer; above 0 is relevant, 0 is judged not relevant, absent is not judged. */
export type Grades = ReadonlyMap<string, number>

/** Judgements ("qrels"): query id -> grades. */
export type Judgements = ReadonlyMap<string, Grades>

export interface ScoredDocument {
  readonly docId: string
  readonly score: number
}

/** Results by query id, best first. */
export type Run = ReadonlyMap<string, readonly ScoredDocument[]>
