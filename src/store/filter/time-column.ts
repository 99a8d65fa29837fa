/** @file Times of a column that was declared to hold dates, to the nanosecond: a float64 of milliseconds keeps no more than a quarter of a microsecond. */
import { Bitmap } from '../../base/bitmap.ts'
import { type Time, timeOf } from '../../data/field-type.ts'
import { type ColumnRange, createColumn } from '../../index/columns.ts'

export interface TimeColumn {
  /** @param text one that `timeOf` can read */
  readonly add: (ordinal: number, text: string) => void
  readonly anyOf: (texts: readonly string[]) => Bitmap
  /** Bounds as texts. */
  readonly between: (range: ColumnRange) => Bitmap
}

interface FineTime extends Time {
  readonly ordinal: number
}

export function createTimeColumn(): TimeColumn {
  /** Whole milliseconds, as nearly all times are. */
  const whole = createColumn()
  const fine: FineTime[] = []
  const known = new Map<string, Time>()
  const read = (text: string): Time | undefined => {
    const time = known.get(text) ?? timeOf(text)
    if (time !== undefined) known.set(text, time)
    return time
  }
  const withFine = (found: Bitmap, matches: (time: Time) => boolean): Bitmap => {
    if (fine.length === 0) return found
    const all = found.or(new Bitmap())
    for (const time of fine) if (matches(time)) all.add(time.ordinal)
    return all
  }
  return {
    add: (ordinal, text) => {
      const time = read(text)
      if (time === undefined) return
      if (time.ns === 0) whole.add(ordinal, [time.ms])
      else fine.push({ ordinal, ...time })
    },
    anyOf: (texts) => {
      const times = texts.flatMap((text) => timeOf(text) ?? [])
      const wholes = times.filter(({ ns }) => ns === 0).map(({ ms }) => ms)
      return withFine(whole.anyOf(wholes), (time) => times.some((wanted) => compare(time, wanted) === 0))
    },
    between: (range) => {
      const [gt, gte, lt, lte] = [range.gt, range.gte, range.lt, range.lte].map(boundOf)
      // A whole millisecond is above a bound within one only if it is above the bound's own, and below it if it is at most that.
      const isFine = (bound: Time | undefined): boolean => bound !== undefined && bound.ns > 0
      const wholes = whole.between({
        gt: isFine(gte) ? later(gt?.ms, gte?.ms) : gt?.ms,
        gte: isFine(gte) ? undefined : gte?.ms,
        lt: isFine(lt) ? undefined : lt?.ms,
        lte: isFine(lt) ? earlier(lte?.ms, lt?.ms) : lte?.ms,
      })
      return withFine(
        wholes,
        (time) =>
          (gt === undefined || compare(time, gt) > 0) &&
          (gte === undefined || compare(time, gte) >= 0) &&
          (lt === undefined || compare(time, lt) < 0) &&
          (lte === undefined || compare(time, lte) <= 0),
      )
    },
  }
}

const boundOf = (bound: string | number | undefined): Time | undefined =>
  bound === undefined ? undefined : timeOf(String(bound))

const later = (a: number | undefined, b = -Infinity): number => Math.max(a ?? -Infinity, b)
const earlier = (a: number | undefined, b = Infinity): number => Math.min(a ?? Infinity, b)

const compare = (a: Time, b: Time): number => a.ms - b.ms || a.ns - b.ns
