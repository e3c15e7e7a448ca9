import type { Selectable } from 'kysely'
import type { Token } from '../../../core/access/token.ts'
import type { Tables } from '../database/tables.ts'

export const TOKEN_COLUMNS = [
  'token.id',
  'token.name',
  'token.roles',
  'token.created_by',
  'token.created_at',
  'token.expires_at',
  'token.last_used_at',
  'token.revoked_at',
  'token.revoked_by',
] as const

export function tokenFrom(row: Omit<Selectable<Tables['token']>, 'hash'>): Token {
  const { id, name, roles, created_by, created_at, expires_at, last_used_at, revoked_at, revoked_by } = row
  return {
    id,
    name,
    roles,
    createdBy: created_by,
    createdAt: created_at,
    expiresAt: expires_at,
    lastUsedAt: last_used_at,
    revoked: revoked_at === null ? null : { by: revoked_by ?? '', at: revoked_at },
  }
}
