/** @file Which version this is: package.json says. */
import { readFileSync } from 'node:fs'
import { packageUrl } from './package-url.ts'

const manifest = JSON.parse(readFileSync(packageUrl('package.json'), 'utf8')) as { version: string }

export const version: string = manifest.version
