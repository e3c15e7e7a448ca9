/**
 * Where a server runs commands, as far as another server can see. A place is opaque: the executor creates it and
 * reads it.
 */
export interface Places {
  /** Of this server. */
  readonly here: string
  /**
   * `runs` and `gone`: on this machine, and its server lives or is dead for certain. `elsewhere`: nothing of it can
   * be seen from here.
   */
  standing(place: string): 'runs' | 'gone' | 'elsewhere'
}
