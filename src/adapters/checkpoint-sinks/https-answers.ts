import { z } from 'zod'
import type { SignedHead } from '../../ports/store/journal.ts'

const head = z.object({ n: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) })
const list = z.object({ checkpoints: z.array(head).max(1_000), more: z.boolean() })

export type Page = { readonly heads: readonly SignedHead[]; readonly more: boolean }

/** The hash that a receiver names for this number, where it is another one; null for all else that a 409 may say. */
export function conflictOf(text: string, given: SignedHead): string | null {
  const read = head.safeParse(jsonOf(text))
  if (!read.success) return null
  const { n, hash } = read.data
  return n === given.n && hash !== given.hash ? hash : null
}

/** Numbers only ever rise, so that a list comes to its end; one number may stand twice where two were taken. */
export function pageOf(text: string, after: number): Page | { readonly wrong: string } {
  const read = list.safeParse(jsonOf(text))
  if (!read.success)
    return { wrong: 'no { "checkpoints": [{ "n": 1, "hash": "…" }], "more": false }, 1,000 at most' }
  const { checkpoints: heads, more } = read.data
  let last = after
  for (const { n } of heads) {
    if (n < last || n <= after) return { wrong: `${n} after ${last}: numbers have to rise` }
    last = n
  }
  if (more && last === after) return { wrong: 'nothing, and says that there is more' }
  return { heads, more }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
