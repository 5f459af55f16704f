package io.spillway.app.explain;

/**
 * What the reader's side can show.
 *
 * @param width columns; {@link Integer#MAX_VALUE} for lines that are never broken
 * @param drawn whether lines of a tree may be drawn by more than ASCII
 * @param styled whether bold and dim may be used
 */
public record Look(int width, boolean drawn, boolean styled) {
  /** For files and pipes: the same bytes everywhere. */
  public static final Look PLAIN = new Look(Integer.MAX_VALUE, false, false);
}
