/** What became of an attempt: 2xx (and 1xx), 3xx, 4xx, 5xx, or no answer at all. */
export type StatusClass = 'ok' | 'redirect' | 'client' | 'server' | 'none'

/** `status`: of the answer; 0 where none came, or where it broke off. */
export function classOf(status: number): StatusClass {
  if (status === 0) return 'none'
  if (status < 300) return 'ok'
  if (status < 400) return 'redirect'
  return status < 500 ? 'client' : 'server'
}

/** A failure is often fast, so it says nothing of how fast answers are. */
export const countsLatency = (status: number): boolean => status > 0 && status < 500
