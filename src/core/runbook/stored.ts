import { z } from 'zod'
import { upcast, type Versions } from '../event/upcast.ts'
import type { Runbook } from './runbook.ts'
import { runbookSchema } from './schema.ts'

/** Formats of runbooks: they stand in the database and in the journal for as long as their changes do. */
export const RUNBOOK_FORMATS: Versions = { version: 1, upcasts: {} }

/** What an event keeps: a runbook of any format that was ever written, as it would be written today. */
export const storedRunbook: z.ZodType<Runbook> = z.preprocess((body) => {
  const format = formatOf(body)
  return format === null ? body : (upcast(RUNBOOK_FORMATS, { version: format, data: body })?.data ?? body)
}, runbookSchema)

/**
 * A runbook of the database, null when a newer Cutwater has written it. It was compiled by us, so it is brought to
 * today's format and not checked again.
 */
export function runbookFrom(body: { readonly format: number }): Runbook | null {
  const today = upcast(RUNBOOK_FORMATS, { version: body.format, data: body })
  return today === null ? null : (today.data as Runbook)
}

function formatOf(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('format' in body)) return null
  return typeof body.format === 'number' ? body.format : null
}
