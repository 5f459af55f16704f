package io.spillway.streams.event;

/** How a field's bytes are meant, which decides how an encoder writes them. */
public enum FieldType {
  /** Text as it came; may hold any byte. */
  TEXT(0),
  /** A number in JSON's spelling: {@code -12}, {@code 3.5}, {@code 1e9}. */
  NUMBER(1),
  /** {@code true} or {@code false}. */
  BOOL(2),
  /** A time in ISO 8601, ASCII. */
  TIME(3),
  /** An address in canonical spelling, ASCII. */
  IP(4),
  /** A JSON array, valid as it stands. */
  ARRAY(5);

  private static final FieldType[] BY_CODE = values();

  private final int code;

  FieldType(int code) {
    this.code = code;
  }

  /** Its number in packed arrays. */
  public int code() {
    return code;
  }

  /** The type of that number. */
  public static FieldType ofCode(int code) {
    return BY_CODE[code];
  }
}
