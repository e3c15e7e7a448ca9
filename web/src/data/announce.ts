import { storeOf } from './store.ts'

export const announced = storeOf('')

/** Says something to those who listen to the page rather than see it. */
export const announce = (sentence: string): void => announced.set(sentence)
