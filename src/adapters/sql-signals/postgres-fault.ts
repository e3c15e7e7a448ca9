import { brief } from '../../ports/printable.ts'
import { SourceFault, slow } from '../../ports/source-fault.ts'

/** What Postgres, its driver or the way to it said: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export function faultOf(error: unknown, timeLimitMs: number): SourceFault {
  if (error instanceof SourceFault) return error
  if (error instanceof AggregateError && error.errors.length > 0) return faultOf(error.errors[0], timeLimitMs)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const said = brief(error instanceof Error ? error.message : String(error))
  if (code === '57014') return slow(timeLimitMs)
  if (code === '25006') return new SourceFault('wrong', `refuses to write: ${said}`)
  if (code.startsWith('28') || code === '3D000')
    return new SourceFault('access', `does not let us in: ${said}`)
  if (/^(42|22|0A|2F|3F)/.test(code)) return new SourceFault('wrong', `cannot carry the query out: ${said}`)
  if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) return new SourceFault('away', `fails: ${said}`)
  return new SourceFault('away', `cannot be reached: ${said}`)
}
