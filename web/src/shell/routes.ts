import { navigate as move } from 'wouter/use-browser-location'

/** The pages there are, by their address. A page of its own has a line here, and a Route in app.tsx. */
export const SERVER = /^\/server$/
export const MINE = /^\/mine$/
export const FOLLOW_UPS = /^\/follow-ups$/
export const LOGIN = /^\/login$/
export const CHANGES = /^\/(changes)?$/
export const CHANGE = /^\/changes\/(?<id>[A-Za-z0-9-]{1,40})$/

export function navigate(to: string, { replace = false } = {}): void {
  move(to, { replace })
  scrollTo(0, 0)
}

/** The address keeps what is searched for, without a new entry in the history for each letter. */
export function keepSearch(search: string): void {
  move(`${location.pathname}${search}`, { replace: true })
}
