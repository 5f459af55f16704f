package io.spillway.streams.wpl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in json text: its path, the member that the rule lists for it, and what came behind it
 * last time. {@link KnownPlaces} keeps places from record to record; {@link PassingPlaces} has one
 * for each level of nesting, for values at places that are not kept. Plain fields for speed.
 */
final class JsonPlace {
  /** Set in those that are kept, to tell the keys of different places apart. */
  final int number;

  /** Level in {@link PassingPlaces}, or {@link #KEPT}. */
  final int level;

  static final int KEPT = -1;

  /** The path, in the array of {@link KnownPlaces} or {@link PassingPlaces}. */
  int start;

  int end;

  /** How much of the path does not count for finding members. */
  int base;

  /** Whether a slash behind that does not count either. */
  boolean nested;

  /** Length of what members are found by. */
  int searched;

  @Nullable Field member;

  /** How many bytes of names of its record a field here takes. */
  int charge;

  /** Where the path stands in the record as it is, or -1; of places that are not kept. */
  int inSlab = -1;

  /** The first place of this path: paths of different places can be spelled alike. */
  JsonPlace spelled = this;

  /** The attempt in which a field was last given this path. */
  long givenIn;

  /** Whether fields can have this name that nobody looks for here. */
  boolean doubtful;

  /** Whether it is kept, not doubtful, and no member needs to be looked for here. */
  boolean ordinary;

  /** The place behind this one: the next element, or the next member last time. */
  @Nullable JsonPlace next;

  @Nullable JsonPlace firstMember;
  @Nullable JsonPlace firstElement;

  /** The place that elements are under, if their names begin otherwise. */
  @Nullable JsonPlace renamed;

  /** The place that this is in, of those that are kept. */
  private @Nullable JsonPlace parent;

  /** The key in quotes, and a colon. */
  private byte[] text = new byte[0];

  private int length;
  private int hash;
  private long firstWord;
  private long firstMask;
  private long lastWord;

  JsonPlace(int number, int level) {
    this.number = number;
    this.level = level;
  }

  boolean isKept() {
    return level == KEPT;
  }

  int pathLength() {
    return end - start;
  }

  /** Whether the member is read as one value, be it an object or an array. */
  boolean isWhole() {
    return member != null
        && (member.value instanceof BasicValues.Dropped || member.value instanceof ArrayValue);
  }

  /** It is reached from {@code its} place by this key, which has no escapes. */
  void reachedBy(JsonPlace its, byte[] key, int keyHash) {
    parent = its;
    hash = keyHash;
    length = key.length + 3;
    text = new byte[Math.max(length, Long.BYTES)];
    text[0] = '"';
    System.arraycopy(key, 0, text, 1, key.length);
    text[key.length + 1] = '"';
    text[key.length + 2] = ':';
    firstMask = -1L >>> ((Long.BYTES - Math.min(length, Long.BYTES)) * Byte.SIZE);
    firstWord = Bytes.word(text, 0);
    lastWord = Bytes.word(text, Math.max(0, length - Long.BYTES));
  }

  boolean isIn(JsonPlace its, byte[] in, int from, int to) {
    return parent == its && isKey(in, from, to);
  }

  boolean isKey(byte[] in, int from, int to) {
    return Arrays.equals(in, from, to, text, 1, length - 2);
  }

  int hash() {
    return hash;
  }

  /** Length of what {@link #orNext} looks for: the key, its quotes and a colon. */
  int textLength() {
    return length;
  }

  /**
   * This place or the next, if its key stands at {@code at} in quotes and a colon right behind it;
   * null if neither does, or near the end of the array.
   */
  @Nullable JsonPlace orNext(byte[] in, int at, int end) {
    if (isAt(in, at, end)) {
      return this;
    }
    JsonPlace behind = next;
    return behind != null && behind.isAt(in, at, end) ? behind : null;
  }

  private boolean isAt(byte[] in, int at, int end) {
    return at + length <= end
        && at + Long.BYTES <= in.length
        && (Bytes.word(in, at) & firstMask) == firstWord
        && (length <= Long.BYTES || isLongAt(in, at));
  }

  private boolean isLongAt(byte[] in, int at) {
    int last = length - Long.BYTES;
    if (Bytes.word(in, at + last) != lastWord) {
      return false;
    }
    for (int i = Long.BYTES; i < last; i += Long.BYTES) {
      if (Bytes.word(in, at + i) != Bytes.word(text, i)) {
        return false;
      }
    }
    return true;
  }
}
