export const STANDING = 'standing'

/** Where one looks after a command, and where the keyboard goes on. */
export const toStanding = (): void => document.getElementById(STANDING)?.focus()

/** Where everything else stands that can be done. */
export const ACTIONS = 'actions'
