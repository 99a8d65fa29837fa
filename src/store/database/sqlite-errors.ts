/** @file What SQLite and the file system report, as our errors: the one place that knows their codes. */
import { AttuneError } from '../../base/errors.ts'
import { databaseBusy, databaseDamaged, databaseFailed, diskFull, storeReadOnly, writeRefused } from './errors.ts'

/** Primary result codes, https://www.sqlite.org/rescode.html; the low byte of an extended one. */
const SQLITE = {
  perm: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const

/** Of all I/O errors those where a write did not come through; SQLite says FULL for ENOSPC only, this for quotas and limits. */
const WRITE_REFUSED: ReadonlySet<unknown> = new Set(
  // IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_SHMSIZE
  [3, 4, 6, 19].map((part) => SQLITE.ioError | (part << 8)),
)

/** The primary SQLite code of an error; undefined when it has none. libsql says it as `rawCode`, or in words when opening fails. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const raw = 'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode : undefined
  const said = /Unable to open connection.*: (\d+)/.exec(error.message)?.[1]
  return raw === undefined ? (said === undefined ? undefined : Number(said) & 255) : raw & 255
}

export const isBusy = (error: unknown): boolean => {
  const code = sqliteCodeOf(error)
  return code === SQLITE.busy || code === SQLITE.locked
}

export const isUnwritable = (error: unknown): boolean => {
  const code = sqliteCodeOf(error)
  return code === SQLITE.readOnly || code === SQLITE.cantOpen || code === SQLITE.perm
}

/** What a call on the database or in the file system at `place` threw, as an AttuneError. */
export function asStoreError(error: unknown, place: string): AttuneError {
  if (error instanceof AttuneError) return error
  const cause = error
  if (error instanceof Error && 'rawCode' in error && WRITE_REFUSED.has(error.rawCode))
    return writeRefused({ place, cause })
  const code: number | string = sqliteCodeOf(error) ?? systemCodeOf(error) ?? ''
  switch (code) {
    case SQLITE.full:
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull({ place, cause })
    case 'EFBIG':
      return writeRefused({ place, cause })
    case SQLITE.readOnly:
    case SQLITE.perm:
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return storeReadOnly({ place, cause })
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return databaseDamaged({ place, cause })
    case SQLITE.busy:
    case SQLITE.locked:
      return databaseBusy({ place, cause })
    default:
      return databaseFailed({ place, cause })
  }
}

const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Runs `work`; what SQLite or the file system throws in it becomes an AttuneError that names `place`. */
export function atPlace<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error, place)
  }
}
