/** The admin channel of a gateway on another machine: `https://HOST:PORT` and nothing after it. */
export function isAdminUrl(text: string): boolean {
  if (!/^https:\/\/[^/\s]+\/?$/.test(text) || !URL.canParse(text)) return false
  const { username, password, pathname, search } = new URL(text)
  return username === '' && password === '' && pathname === '/' && search === ''
}
