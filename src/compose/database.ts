export { databaseTime as databaseClock } from '../adapters/postgres/database/database-time.ts'
export { examineRights } from '../adapters/postgres/database/examine-rights.ts'
export { examineDatabase } from '../adapters/postgres/hosts/examine-database.ts'
export type { DatabaseAccess } from '../adapters/postgres/hosts/hosts.ts'
