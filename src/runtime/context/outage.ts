import { StoreUnavailable } from '../../ports/store/store.ts'

/** Whether something failed because the database was not there, which says nothing about what was asked. */
export const isOutage = (error: unknown): error is StoreUnavailable => error instanceof StoreUnavailable

/** For people who ask from outside; what the database itself said is for the log. */
export const outageWords = (error: unknown): string =>
  isOutage(error) && error.because === 'writes-refused'
    ? 'the database takes nothing that is written: it is read-only, or its disk is full'
    : 'the database does not answer'
