/**
 * Who may do what. A role is a set of permissions, a token carries roles; every operation of the API asks for exactly
 * one permission. Nothing here is open without a token.
 */
export const PERMISSIONS = [
  'read',
  'read-journal',
  'register-plan',
  'open-change',
  'command-change',
  'consider',
  'answer-change',
  'kill',
  'release',
  'set-mode',
  'set-flag',
  'lock-flag',
  'evaluate-flag',
  'manage-tokens',
  'resume-journal',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** `sdk` is for services and browsers that evaluate flags, and nothing else. */
export const ROLES = {
  author: ['read', 'register-plan', 'open-change', 'consider'],
  requester: ['read', 'open-change', 'consider'],
  operator: [
    'read',
    'read-journal',
    'open-change',
    'command-change',
    'consider',
    'answer-change',
    'set-mode',
    'set-flag',
    'lock-flag',
    'evaluate-flag',
  ],
  guardian: ['read', 'read-journal', 'consider', 'kill', 'release', 'set-mode'],
  /** Ticks and decides what a plan asks of them, and moves nothing. */
  participant: ['read', 'consider', 'answer-change'],
  viewer: ['read', 'consider'],
  auditor: ['read', 'read-journal'],
  sdk: ['evaluate-flag'],
  admin: PERMISSIONS,
} as const satisfies Readonly<Record<string, readonly Permission[]>>

export type Role = keyof typeof ROLES

export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[]

export const isRole = (word: string): word is Role => Object.hasOwn(ROLES, word)

/** A role that this version does not know permits nothing. */
export function permits(roles: readonly string[], permission: Permission): boolean {
  return roles.some((role) => isRole(role) && (ROLES[role] as readonly Permission[]).includes(permission))
}

export function permissionsOf(roles: readonly string[]): readonly Permission[] {
  return PERMISSIONS.filter((permission) => permits(roles, permission))
}

/** Which roles a refused caller would need one of. */
export function rolesThat(permission: Permission): readonly Role[] {
  return ROLE_NAMES.filter((role) => permits([role], permission))
}

/** No one grants a permission that they do not have. */
export function mayGive(giver: readonly string[], given: readonly string[]): boolean {
  return (
    permits(giver, 'manage-tokens') && permissionsOf(given).every((permission) => permits(giver, permission))
  )
}
