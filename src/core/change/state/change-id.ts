/** `CHG-2026-0001`; also MNT- and EMT-. */
export type ChangeId = string
