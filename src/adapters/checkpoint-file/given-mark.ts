import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { headText, readHead } from '../../core/journal/checkpoint.ts'
import type { GivenMark } from '../../ports/store/external-sink.ts'
import { keepWhole } from './keep-whole.ts'

/**
 * A file of two lines: number and hash of what a sink has taken last, and where that is. For another place nothing was
 * given yet. What cannot be read is as if it were not there: everything is given once more, which a sink knows.
 */
export function givenMark(path: string, where: string): GivenMark {
  const place = where.replace(/\s+/g, ' ')
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return ''
        throw error
      })
      const [head = '', there = ''] = text.split('\n')
      return there === place ? readHead(head) : null
    },
    async keep(head) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await keepWhole(path, `${headText(head)}\n${place}\n`)
    },
  }
}
