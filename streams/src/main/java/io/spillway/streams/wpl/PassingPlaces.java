package io.spillway.streams.wpl;

import java.util.Arrays;

/**
 * Places in json text that are not kept: one for each level of nesting, used again for each value,
 * with their paths ({@code a/b[0]}) in one array, each behind or in front of those below it. One
 * matcher's. Values may be within values: {@link #enter} puts what is in use out of reach.
 */
final class PassingPlaces {
  private static final int LONGEST_INDEX = 16;

  byte[] bytes = new byte[128];

  private JsonPlace[] places = new JsonPlace[0];
  private int firstLevel;
  private int levels;
  private int firstByte;
  private int length;

  void clear() {
    firstLevel = 0;
    levels = 0;
    firstByte = 0;
    length = 0;
  }

  /** A value within the value at hand begins. Returns what {@link #leave} wants back. */
  long enter() {
    long outer = (long) firstLevel << Integer.SIZE | firstByte;
    firstLevel = levels;
    firstByte = length;
    return outer;
  }

  void leave(long outer) {
    levels = firstLevel;
    length = firstByte;
    firstLevel = (int) (outer >> Integer.SIZE);
    firstByte = (int) outer;
  }

  /** A place whose path is {@code from[start, end)}: where a value begins that has a name. */
  JsonPlace root(byte[] from, int start, int end) {
    JsonPlace place = next(firstLevel, firstByte);
    append(place, from, start, end);
    place.base = place.pathLength();
    place.nested = place.base > 0;
    return done(place);
  }

  /** The place {@code key[start, end)} in {@code parent}, whose path is in {@code names}. */
  JsonPlace member(JsonPlace parent, byte[] names, byte[] key, int start, int end) {
    JsonPlace place = under(parent, names);
    if (place.pathLength() > 0) {
      append(place, (byte) '/');
    }
    append(place, key, start, end);
    return done(place);
  }

  /** The element {@code [index]} of {@code parent}, whose path is in {@code names}. */
  JsonPlace element(JsonPlace parent, byte[] names, int index) {
    JsonPlace place = under(parent, names);
    room(LONGEST_INDEX);
    length = appendIndex(index, bytes, length);
    place.end = length;
    return done(place);
  }

  /** The place under which elements of {@code array} are, whose names begin with {@code name}. */
  JsonPlace renamed(JsonPlace array, byte[] name) {
    JsonPlace place = next(array.level + 1, array.end);
    append(place, name, 0, name.length);
    place.base = 0;
    place.nested = array.pathLength() > 0;
    return done(place);
  }

  private JsonPlace under(JsonPlace parent, byte[] names) {
    JsonPlace place;
    if (parent.isKept()) {
      place = next(firstLevel, firstByte);
      append(place, names, parent.start, parent.end);
    } else {
      place = next(parent.level + 1, parent.end);
      place.start = parent.start;
    }
    place.base = parent.base;
    place.nested = parent.nested;
    return place;
  }

  private JsonPlace next(int level, int at) {
    if (level == places.length) {
      places = Arrays.copyOf(places, Math.max(8, level * 2));
      for (int i = level; i < places.length; i++) {
        places[i] = new JsonPlace(-1, i);
      }
    }
    JsonPlace place = places[level];
    length = at;
    place.start = at;
    place.end = at;
    place.inSlab = -1;
    place.member = null;
    place.doubtful = true;
    return place;
  }

  private JsonPlace done(JsonPlace place) {
    place.charge = place.pathLength();
    levels = place.level + 1;
    return place;
  }

  private void append(JsonPlace place, byte[] from, int start, int end) {
    room(end - start);
    System.arraycopy(from, start, bytes, length, end - start);
    length += end - start;
    place.end = length;
  }

  private void append(JsonPlace place, byte b) {
    room(1);
    bytes[length++] = b;
    place.end = length;
  }

  private void room(int need) {
    if (bytes.length - length < need) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + need));
    }
  }

  /** Writes {@code [index]} at {@code at}, where there is room; the position behind it. */
  static int appendIndex(int index, byte[] out, int at) {
    int to = at;
    out[to++] = '[';
    int scale = 1;
    while (index / scale >= 10) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      out[to++] = (byte) ('0' + index / scale % 10);
    }
    out[to++] = ']';
    return to;
  }
}
