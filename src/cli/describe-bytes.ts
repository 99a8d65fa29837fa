/** @file Sizes as people read them: 512 B, 1.2 MB. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Of powers of 1000, as disks are sold and `ls` counts with --si. */
export function describeBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${UNITS[step]}`
}
