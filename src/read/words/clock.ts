const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const two = (value: number): string => String(value).padStart(2, '0')

/** The clock of a change as people say it: `T-12:30`, `T+1:05:00`, `T-2d 03:00:00`, and `T` itself. */
export function clockWords(fromT: number): string {
  // Up to T each second counts as long as any of it is left.
  const seconds = Math.floor(fromT / SECOND)
  if (seconds === 0) return 'T'
  const rest = Math.abs(seconds) * SECOND
  const [days, hours, minutes] = [
    Math.floor(rest / DAY),
    Math.floor((rest % DAY) / HOUR),
    Math.floor((rest % HOUR) / MINUTE),
  ]
  const end = two((rest % MINUTE) / SECOND)
  const sign = seconds < 0 ? '-' : '+'
  if (days > 0) return `T${sign}${days}d ${two(hours)}:${two(minutes)}:${end}`
  return hours > 0 ? `T${sign}${hours}:${two(minutes)}:${end}` : `T${sign}${minutes}:${end}`
}
