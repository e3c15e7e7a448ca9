export { databaseTime as databaseClock } from '../adapters/postgres/database/database-time.ts'
