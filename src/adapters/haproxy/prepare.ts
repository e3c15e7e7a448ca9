import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HaproxyConfigOrder } from './config-order.ts'
import { mapFileOf, mapText } from './map-file.ts'

/** The entry of a target that has never been given a desired state. */
const BLANK = '0 blue closed'

/**
 * Makes the map files and the cookie secret that HAProxy needs to start, where they are not there yet. Never changes
 * one: which side is stable is written there. Answers those it made.
 */
export async function prepareFiles(
  order: Pick<HaproxyConfigOrder, 'targets' | 'cookieSecretFile'>,
): Promise<readonly string[]> {
  const made: string[] = []
  const make = async (file: string, text: string, mode: number) => {
    await mkdir(dirname(file), { recursive: true })
    try {
      await writeFile(file, text, { flag: 'wx', mode, flush: true })
      made.push(file)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    }
  }
  for (const { target, maps } of order.targets)
    await make(mapFileOf(maps, target), mapText(target, BLANK), 0o644)
  await make(order.cookieSecretFile, `${randomBytes(32).toString('base64url')}\n`, 0o600)
  return made
}
