import { type Store, storeOf, useStore } from '../data/store.ts'

/** The pages there are, by their address. */
export type Route =
  | { readonly page: 'changes' }
  | { readonly page: 'change'; readonly id: string }
  | { readonly page: 'login' }
  | { readonly page: 'nowhere'; readonly path: string }

export function routeOf(path: string): Route {
  if (path === '/' || path === '/changes') return { page: 'changes' }
  if (path === '/login') return { page: 'login' }
  const id = /^\/changes\/([A-Za-z0-9-]{1,40})$/.exec(path)?.[1]
  return id === undefined ? { page: 'nowhere', path } : { page: 'change', id }
}

const path: Store<string> = storeOf(location.pathname)
addEventListener('popstate', () => path.set(location.pathname))

export const usePath = (): string => useStore(path)

export function navigate(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  path.set(location.pathname)
  scrollTo(0, 0)
}
