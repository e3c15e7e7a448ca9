import { StoreUnavailable } from '../../ports/store/store.ts'

/** Whether something failed because the database was not there, which says nothing about what was asked. */
export const isOutage = (error: unknown): boolean => error instanceof StoreUnavailable
