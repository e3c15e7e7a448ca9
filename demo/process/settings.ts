/** What a command needs from its environment, checked by name before anything is done. */
export function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`${name} is not set`)
  return value
}

export function numberSetting(name: string, fallback: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  return wholeNumber(name, text)
}

export function wholeNumber(name: string, text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text))
    throw new Error(`${name} must be a whole number, not ${text ?? 'nothing'}`)
  return Number(text)
}
