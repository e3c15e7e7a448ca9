/** To the second, in UTC: how a line in a log begins. */
export function utc(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z')
}
