package io.spillway.streams.wpl;

/** Whether two fields of one record of a rule can have one name; to look for them takes time. */
enum NameRepeats {
  NEVER,

  /** If, and only if, {@link Run#collided} says so. */
  TOLD,

  POSSIBLE
}
